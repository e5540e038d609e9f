import { type Command, Option } from 'commander';
import { readFlags } from '../../../installation/flags/read-flags.ts';
import type { Installation } from '../../../installation/installation.ts';
import { printInstallation } from '../../../installation/print-installation.ts';
import type { Cli } from '../../cli.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { addInstallationFlags, givenWords } from '../../input/installation-flags.ts';
import { outputFor } from '../../input/output-flags.ts';
import { harmlessJson } from '../../output/output.ts';
import { addOverrideFlag, withOverrides, type OverrideFlag } from '../../input/override-flag.ts';
import { addInstallFlags, type InstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { withServer } from '../../server/with-server.ts';

interface Flags extends InstallFlags, OverrideFlag {
  readonly dryRun?: boolean;
  readonly format: 'yaml' | 'json';
  readonly set: readonly string[];
}

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    addOverrideFlag(
      addInstallationFlags(command.argument('<name>', 'Name of the installation'))
        .option('--dry-run', 'Print the installation and change nothing')
        .addOption(
          new Option('-o, --format <format>', 'How --dry-run prints it').choices(['yaml', 'json']).default('yaml'),
        ),
    ),
  ).action(async (name: string, flags: Flags) => {
    const installation = withOverrides(readFlags({ name, words: givenWords(flags), settings: flags.set }), flags);
    const query = installOptionsOf(flags);
    if (flags.dryRun === true) return print(cli, { installation, flags });
    return withServer(cli, flags, async (session) => {
      const started = await session.client.call('applyInstallation', { body: installation, query });
      return followWhereNeeded(session, started, flags);
    });
  });
}

/** As `mla apply -f -` takes it. */
function print(
  cli: Cli,
  { installation, flags }: { readonly installation: Installation; readonly flags: Flags },
): void {
  const output = outputFor(cli, flags);
  const json = harmlessJson(installation, 2);
  // JSON is YAML too, and can escape the characters that no terminal gets.
  const needsEscapes = json !== JSON.stringify(installation, null, 2);
  const text = flags.format === 'json' || needsEscapes ? json : printInstallation(installation).trimEnd();
  output.printJson(installation);
  output.printWhole(text);
}

import { isDeepStrictEqual } from 'node:util';
import { type Command, Option } from 'commander';
import type { RunView } from '../../../api/run.ts';
import type { ErrorKind } from '../../../errors/definition.ts';
import { isError } from '../../../errors/error.ts';
import { readFlags } from '../../../installation/flags/read-flags.ts';
import type { Installation } from '../../../installation/installation.ts';
import { printInstallation } from '../../../installation/print-installation.ts';
import type { Cli } from '../../cli.ts';
import { followToEnd, followWhereNeeded } from '../../follow/follow-to-end.ts';
import { addInstallationFlags, givenWords } from '../../input/installation-flags.ts';
import { outputFor } from '../../input/output-flags.ts';
import { harmlessJson } from '../../output/output.ts';
import { addOverrideFlag, withOverrides, type OverrideFlag } from '../../input/override-flag.ts';
import { addInstallFlags, type InstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { addSecretFilesFlag, readSecretFiles, type SecretFilesFlag } from '../../input/secret-files.ts';
import { typedCommand } from '../../input/typed-command.ts';
import { type Session, withServer } from '../../server/with-server.ts';

interface Flags extends InstallFlags, OverrideFlag, SecretFilesFlag {
  readonly dryRun?: boolean;
  readonly format: 'yaml' | 'json';
  readonly set: readonly string[];
}

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    addSecretFilesFlag(
      addOverrideFlag(
        addInstallationFlags(command.argument('<name>', 'Name of the installation'))
          .option('--dry-run', 'Print the installation and change nothing')
          .addOption(
            new Option('-o, --format <format>', 'How --dry-run prints it').choices(['yaml', 'json']).default('yaml'),
          ),
      ),
    ),
  ).action(async (name: string, flags: Flags) => {
    const installation = withOverrides(readFlags({ name, words: givenWords(flags), settings: flags.set }), flags);
    const query = installOptionsOf(flags);
    const secrets = await readSecretFiles(cli, flags);
    if (flags.dryRun === true) return print(cli, { installation, flags });
    return withServer(cli, flags, async (session) => {
      const started = await create(session, { installation, secrets, query });
      return 'runId' in started ? followWhereNeeded(session, started, flags) : showUnchanged(session, started, flags);
    });
  });
}

/** The run of a new installation; of one that is there already with the same fields, its newest run. Throws `run.installationExists`. */
async function create(
  { client }: Session,
  {
    installation,
    secrets,
    query,
  }: {
    readonly installation: Installation;
    readonly secrets: Awaited<ReturnType<typeof readSecretFiles>>;
    readonly query: ReturnType<typeof installOptionsOf>;
  },
): Promise<{ readonly runId: string; readonly name: string } | { readonly newest: RunView }> {
  try {
    const body = { ...installation, ...secrets };
    return await client.call('applyInstallation', { body, query: { ...query, mustBeNew: 'true' } });
  } catch (error) {
    if (!isError(error, 'run.installationExists')) throw error;
    const there = await client.call('getInstallation', { params: { name: installation.metadata.name } });
    if (there.run === undefined || !isDeepStrictEqual(there.installation, installation)) throw error;
    return { newest: there.run };
  }
}

async function showUnchanged(
  session: Session,
  { newest }: { readonly newest: RunView },
  flags: Flags,
): Promise<ErrorKind | undefined> {
  const { output, cli } = session;
  const { id: runId, installation: name, state } = newest;
  output.say(`The installation ${name} already exists with these fields. Nothing changes.`);
  if (flags.follow === true || session.passing) return followToEnd(session, { runId, name });
  const typed = output.command ?? typedCommand(cli.environment);
  output.printJson({ runId, name });
  output.print(`Its newest run is ${runId} (${state}). See it: ${typed(`logs ${name}`)}`);
  return undefined;
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

import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { readInstallation } from '../../../installation/yaml.ts';
import type { Cli } from '../../cli.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { readInput } from '../../input/read-input.ts';
import { addInstallFlags, type InstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { addSecretFilesFlag, readSecretFiles, type SecretFilesFlag } from '../../input/secret-files.ts';
import { withServer } from '../../server/with-server.ts';
import { addOverrideFlag, withOverrides, type OverrideFlag } from '../../input/override-flag.ts';
import { addKubeflowFlags, withFlagsOver } from '../../input/kubeflow-flags.ts';

interface Flags extends InstallFlags, OverrideFlag, SecretFilesFlag {
  readonly file?: string;
}

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    addSecretFilesFlag(
      addOverrideFlag(
        addKubeflowFlags(
          command
            .argument('[file]', 'Installation, YAML or JSON; - reads standard input')
            .option('-f, --file <file>', 'The same'),
        ),
      ),
    ),
  ).action(async (argument: string | undefined, flags: Flags) => {
    const file = fileOf(argument, flags.file);
    const query = installOptionsOf(flags);
    const installation = withOverrides(withFlagsOver(readInstallation(await readInput(file, cli.stdin)), flags), flags);
    const secrets = await readSecretFiles(cli, flags);
    await withServer(cli, flags, async (session) => {
      const started = await session.client.call('applyInstallation', { body: { ...installation, ...secrets }, query });
      return followWhereNeeded(session, started, flags);
    });
  });
}

function fileOf(argument: string | undefined, flag: string | undefined): string {
  if (argument !== undefined && flag !== undefined)
    throw new MlaError('cli.usage', {
      reason: `two files are named, ${argument} and ${flag}`,
      help: 'mla help apply',
    });
  const file = flag ?? argument;
  if (file === undefined)
    throw new MlaError('cli.usage', {
      reason: 'no file is named. Example: mla apply -f my.yaml',
      help: 'mla help apply',
    });
  return file;
}

import type { Command } from 'commander';
import { accessFlags, changeAccess } from '../../../installation/access/change-access.ts';
import { installationSchema } from '../../../installation/installation.ts';
import { applyChange, type ChangeFlags } from '../../changes/apply-change.ts';
import type { Cli } from '../../cli.ts';
import { addFieldFlags, wordsOf } from '../../input/installation-flags.ts';
import { addInstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { addSecretFilesFlag, readSecretFiles, type SecretFilesFlag } from '../../input/secret-files.ts';
import { withServer } from '../../server/with-server.ts';

interface Flags extends ChangeFlags, SecretFilesFlag {}

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    addSecretFilesFlag(
      addFieldFlags(command.argument('<name>', 'Installation'), accessFlags).option(
        '--yes',
        'Do not ask before applying',
      ),
    ),
  ).action(async (name: string, flags: Flags) => {
    installOptionsOf(flags);
    const secrets = await readSecretFiles(cli, flags);
    await withServer(cli, flags, async (session) => {
      const before = installationSchema.parse(
        (await session.client.call('getInstallation', { params: { name } })).installation,
      );
      const after = changeAccess(before, wordsOf(flags, accessFlags));
      return applyChange(session, { before, after, question: `Change the access of ${name}?`, ...secrets }, flags);
    });
  });
}

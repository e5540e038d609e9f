import type { Command } from 'commander';
import { installationSchema } from '../../../installation/installation.ts';
import { removeConnector } from '../../../installation/login/change-login.ts';
import { requireConnector } from '../../../kubeflow/connectors/require-connector.ts';
import { applyChange, type ChangeFlags } from '../../changes/apply-change.ts';
import type { Cli } from '../../cli.ts';
import { addInstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    command
      .argument('<name>', 'Installation')
      .argument('<connector>', 'Id of the connector')
      .option('--yes', 'Do not ask before applying'),
  ).action(async (name: string, id: string, flags: ChangeFlags) => {
    installOptionsOf(flags);
    await withServer(cli, flags, async (session) => {
      const { installation } = await session.client.call('getInstallation', { params: { name } });
      const before = installationSchema.parse(installation);
      const after = removeConnector(before, requireConnector(before, id));
      return applyChange(session, { before, after, question: `Take the login through ${id} away?` }, flags);
    });
  });
}

import type { Command } from 'commander';
import { installationSchema } from '../../../installation/installation.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { testAndPrint } from './connector-test.ts';
import { requireConnector } from '../../../kubeflow/connectors/require-connector.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation').argument('<connector>', 'Id of the connector')).action(
    (name: string, id: string, flags: ServerFlags) =>
      withServer(cli, flags, async (session) => {
        const saved = await session.client.call('getInstallation', { params: { name } });
        const installation = installationSchema.parse(saved.installation);
        const failure = await testAndPrint(session, { installation, connector: requireConnector(installation, id) });
        if (failure !== undefined) throw failure;
        return undefined;
      }),
  );
}

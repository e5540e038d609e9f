import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const cluster = await client.call('getCluster', { params: { name } });
      output.printJson(cluster);
      output.print(cluster.canStop ? `The cluster is ${cluster.state}.` : 'Its platform does not stop clusters.');
      return undefined;
    }),
  );
}

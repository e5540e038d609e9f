import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const stopped = await client.call('stopCluster', { params: { name } });
      output.printJson(stopped);
      output.print(`The cluster is ${stopped.state}. Its data stays. Start it with \`mla cluster start ${name}\`.`);
      return undefined;
    }),
  );
}

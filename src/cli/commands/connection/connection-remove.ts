import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Connection')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      await client.call('removeConnection', { params: { name } });
      output.printJson({ removed: name });
      output.print(`Deleted the connection ${name} and the secrets stored with it.`);
      return undefined;
    }),
  );
}

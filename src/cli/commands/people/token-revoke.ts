import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<id>', 'Id of the token, as the list shows it')).action(
    (id: string, flags: ServerFlags) =>
      withServer(cli, flags, async ({ client, output }) => {
        await client.call('revokeToken', { params: { id } });
        output.printJson({ revoked: id });
        output.print(`Token ${id} is revoked.`);
        return undefined;
      }),
  );
}

import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Name or id of the person')).action((person: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      await client.call('removePerson', { params: { person } });
      output.printJson({ removed: true });
      output.print(`Removed ${person}, with their sessions and tokens. Their installations stay.`);
      return undefined;
    }),
  );
}

import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Name or id of the person')).action((person: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const link = await client.call('createPersonLink', { params: { person } });
      output.printJson(link);
      output.print(`This link logs ${person} in once, within a day:\n${link.url}`);
      return undefined;
    }),
  );
}

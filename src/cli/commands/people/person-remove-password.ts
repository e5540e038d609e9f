import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Name or id of the person')).action((person: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      await client.call('removePassword', { params: { person } });
      output.printJson({ removed: true });
      output.print(`${person} has no password any more and is logged out. For a login link: mla person link ${person}`);
      return undefined;
    }),
  );
}

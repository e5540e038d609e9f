import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<release>', 'A version, or name@version')).action(
    (release: string, flags: ServerFlags) =>
      withServer(cli, flags, async ({ client, output }) => {
        await client.call('removeRelease', { params: { release } });
        output.printJson({ removed: release });
        output.print(`${release} is removed from the store.`);
        return undefined;
      }),
  );
}

import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command).action((flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      await client.call('endSessions', {});
      output.printJson({ ended: true });
      output.print('Every browser is logged out. Log in again: mla open');
      return undefined;
    }),
  );
}

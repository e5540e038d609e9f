import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly everyone?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.option('--everyone', 'Log out the browsers of all people; you must be an admin')).action(
    (flags: Flags) =>
      withServer(cli, flags, async ({ client, output }) => {
        await client.call('endSessions', { query: flags.everyone === true ? { everyone: 'true' } : {} });
        output.printJson({ ended: true });
        const who =
          flags.everyone === true
            ? 'Everybody is logged out in every browser.'
            : 'You are logged out in every browser.';
        output.print(`${who} Log in again: mla open`);
        return undefined;
      }),
  );
}

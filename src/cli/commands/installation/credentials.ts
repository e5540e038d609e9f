import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly reveal?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command.argument('<name>', 'Installation').option('--reveal', 'Print the password (the reading is recorded)'),
  ).action(async (name: string, flags: Flags) => {
    if (flags.reveal !== true) throw new MlaError('cli.revealNeeded', { name });
    await withServer(cli, flags, async ({ client, output }) => {
      const { email, password } = await client.call('revealCredentials', { params: { name } });
      output.printJson({ email, password });
      output.print(`Email:    ${email}\nPassword: ${password}`);
      return undefined;
    });
  });
}

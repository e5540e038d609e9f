import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addPasswordFlags, givenPassword, type PasswordFlags } from '../../users/password-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addPasswordFlags(command.argument('<name>', 'Installation').argument('<email>', 'Address of the user')),
  ).action(async (name: string, email: string, flags: ServerFlags & PasswordFlags) => {
    const given = await givenPassword(cli, flags);
    await withServer(cli, flags, async ({ client, output }) => {
      output.say('This restarts Dex and can take a minute …');
      const body = given === undefined ? {} : { password: given.reveal() };
      const { password } = await client.call('resetPassword', { params: { name, email }, body });
      output.printJson({ email, password: password ?? undefined });
      output.print(`${email} has a new password.${password === null ? '' : `\nPassword: ${password}`}`);
      return undefined;
    });
  });
}

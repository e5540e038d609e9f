import type { Command } from 'commander';
import { newPassword } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { readPassword, type PasswordFlags } from '../../input/read-password.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags, PasswordFlags {}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .option('--password-stdin', 'Read the password from standard input (default: asked for)')
      .option('--password-file <file>', 'Read the password from a file'),
  ).action(async (flags: Flags) => {
    const password = (await readPassword(cli, flags, 'New password: ')).reveal();
    if (!newPassword.safeParse(password).success)
      throw new MlaError('cli.usage', { reason: 'a password has 12 to 256 characters', help: 'mla help password' });
    await withServer(cli, flags, async ({ client, output }) => {
      const { principal } = await client.call('session', {});
      await client.call('setPassword', { body: { password } });
      output.printJson({ name: principal.name });
      output.print(`Set. Log in as ${principal.name} on the login page; other browsers are logged out.`);
      return undefined;
    });
  });
}

import type { Command } from 'commander';
import { resetPassword } from '../../../kubeflow/users/users.ts';
import type { Cli } from '../../cli.ts';
import { addPasswordFlags, givenPassword, type PasswordFlags } from '../../users/password-flags.ts';
import { withUsersCluster } from '../../users/user-session.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addPasswordFlags(command.argument('<name>', 'Installation').argument('<email>', 'Address of the user')),
  ).action(async (name: string, email: string, flags: ServerFlags & PasswordFlags) => {
    const password = await givenPassword(cli, flags);
    await withServer(cli, flags, async (session) => {
      const { output } = session;
      output.say('Dex restarts, which takes about a minute …');
      const made = await withUsersCluster(session, name, (cluster, signal) =>
        resetPassword(cluster, { name, email, password }, signal),
      );
      const shown = password === undefined ? made.reveal() : undefined;
      output.printJson({ email, password: shown });
      output.print(`${email} has a new password.${shown === undefined ? '' : `\nPassword: ${shown}`}`);
      return undefined;
    });
  });
}

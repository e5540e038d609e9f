import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { readPassword, type PasswordFlags } from '../../input/read-password.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { verifyInstallation } from '../../verify/verify-installation.ts';

interface Flags extends ServerFlags, PasswordFlags {
  readonly user?: string;
  readonly junit?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .option(
        '--user <email>',
        'Who logs in (default: the first user, whose password is read and the reading recorded)',
      )
      .option('--password-stdin', 'With --user: read the password from standard input')
      .option('--password-file <file>', 'With --user: read the password from a file')
      .option('--junit <file>', 'Write the results to a JUnit file too'),
  ).action(async (name: string, flags: Flags) => {
    refuseIdleFlags(flags);
    const { user: email, junit } = flags;
    const user =
      email === undefined ? undefined : { email, password: await readPassword(cli, flags, `Password of ${email}: `) };
    await withServer(cli, flags, (session) => verifyInstallation(session, name, { user, junit }));
  });
}

/** @throws `cli.usage` */
function refuseIdleFlags({ user, passwordStdin, passwordFile }: Flags): void {
  if (user === undefined && (passwordStdin !== undefined || passwordFile !== undefined))
    throw new MlaError('cli.usage', {
      reason: '--password-stdin and --password-file need --user',
      help: 'mla help verify',
    });
}

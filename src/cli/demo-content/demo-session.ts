import type { Command } from 'commander';
import type { ErrorKind } from '../../errors/definition.ts';
import { MlaError } from '../../errors/error.ts';
import { withDemoUser, type DemoUser } from '../../kubeflow/demo-content/demo-user.ts';
import type { LoginWish } from '../../kubeflow/login/stations.ts';
import { Secret } from '../../secret.ts';
import type { Cli } from '../cli.ts';
import { withRealCluster } from '../dashboard/real-cluster.ts';
import { readPassword, type PasswordFlags } from '../input/read-password.ts';
import type { DashboardPlace } from './demo-lines.ts';
import { addServerFlags, withServer, type ServerFlags, type Session } from '../server/with-server.ts';

/** Flags of every command of the demo content. */
export interface DemoFlags extends ServerFlags, PasswordFlags {
  readonly user?: string;
}

export function addDemoFlags(command: Command): Command {
  return addServerFlags(
    command
      .argument('<name>', 'Installation')
      .option('--user <email>', 'Whose demo (default: the first user, whose password is read and the reading recorded)')
      .option('--password-stdin', 'With --user: read the password from standard input')
      .option('--password-file <file>', 'With --user: read the password from a file'),
  );
}

/** Logs the user of the flags in, and does the work in the user's namespace. */
export async function withDemo(
  cli: Cli,
  { name, flags }: { readonly name: string; readonly flags: DemoFlags },
  work: (session: Session, user: DemoUser) => Promise<ErrorKind | undefined>,
): Promise<void> {
  const { user: email, passwordStdin, passwordFile } = flags;
  if (email === undefined && (passwordStdin !== undefined || passwordFile !== undefined))
    throw new MlaError('cli.usage', {
      reason: '--password-stdin and --password-file need --user',
      help: 'mla help demo-content',
    });
  const user =
    email === undefined ? undefined : { email, password: await readPassword(cli, flags, `Password of ${email}: `) };
  await withServer(cli, flags, (session) =>
    withRealCluster(session, name, async (client) => {
      const wish = user ?? (await firstUser(session, name));
      session.output.say(`Logging in as ${wish.email} through a forwarded port …`);
      return withDemoUser(client, {
        installation: name,
        user: wish,
        signal: cli.signal,
        work: (found) => work(session, found),
      });
    }),
  );
}

/** Where the pages of the dashboard are now. */
export async function dashboardOf({ client }: Session, name: string): Promise<DashboardPlace> {
  const { address } = await client.call('getAccess', { params: { name } });
  return { name, address };
}

async function firstUser({ client }: Session, name: string): Promise<LoginWish> {
  const { email, password } = await client.call('revealCredentials', { params: { name } });
  return { email, password: new Secret(password) };
}

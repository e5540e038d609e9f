import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { readPassword, type PasswordFlags } from '../../input/read-password.ts';
import { readDuration } from '../../input/run-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { missedNeed } from '../../../kubeflow/verify/choose-checks.ts';
import { verifyIds, type VerifyId } from '../../../kubeflow/verify/look.ts';
import { verifyInstallation } from '../../verify/verify-installation.ts';

interface Flags extends ServerFlags, PasswordFlags {
  readonly user?: string;
  readonly junit?: string;
  readonly only?: readonly VerifyId[];
  readonly skip?: readonly VerifyId[];
  readonly readOnly?: boolean;
  readonly timeout?: string;
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
      .option('--only <checks>', `Run only these checks, and those that they need: ${verifyIds.join(', ')}`, idsOf)
      .option('--skip <checks>', 'Leave out these checks', idsOf)
      .option('--read-only', 'Leave out checks that make something in the user’s namespace')
      .option('--timeout <duration>', 'How long a check waits for what it makes (default: 15m)')
      .option('--junit <file>', 'Write the results to a JUnit file too'),
  ).action(async (name: string, flags: Flags) => {
    refuseIdleFlags(flags);
    const { user: email, junit, only, skip, readOnly, timeout } = flags;
    const minutes = timeout === undefined ? undefined : readDuration(timeout, '--timeout') / 60;
    const choice = { ...(only && { only }), ...(skip && { skip }), ...(readOnly !== undefined && { readOnly }) };
    const missed = missedNeed(choice);
    if (missed !== undefined) throw usage(`the check ${missed.id} needs ${missed.need}: leave out both, or neither`);
    const user =
      email === undefined ? undefined : { email, password: await readPassword(cli, flags, `Password of ${email}: `) };
    await withServer(cli, flags, (session) => verifyInstallation(session, name, { user, junit, minutes, ...choice }));
  });
}

/** Names of checks with commas between. */
function idsOf(text: string): VerifyId[] {
  const known: readonly string[] = verifyIds;
  return text.split(',').map((part) => {
    const id = part.trim();
    if (!known.includes(id)) throw usage(`${JSON.stringify(id)} is no check. Checks: ${known.join(', ')}`);
    return id as VerifyId;
  });
}

function usage(reason: string): MlaError {
  return new MlaError('cli.usage', { reason, help: 'mla help verify' });
}

/** @throws `cli.usage` */
function refuseIdleFlags({ user, passwordStdin, passwordFile }: Flags): void {
  if (user === undefined && (passwordStdin !== undefined || passwordFile !== undefined))
    throw usage('--password-stdin and --password-file need --user');
}

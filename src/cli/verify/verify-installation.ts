import type { ErrorKind } from '../../errors/definition.ts';
import type { LoginWish } from '../../kubeflow/login/stations.ts';
import { notChosen, whatIsMade, type CheckChoice } from '../../kubeflow/verify/choose-checks.ts';
import { verifyCluster } from '../../kubeflow/verify/verify-cluster.ts';
import { firstFailure, type VerifyProgress } from '../../kubeflow/verify/verify.ts';
import { createOutbound } from '../../network/outbound.ts';
import { Secret } from '../../secret.ts';
import { withRealCluster } from '../dashboard/real-cluster.ts';
import type { Output } from '../output/output.ts';
import { plainText } from '../output/plain-text.ts';
import { writeOutput } from '../output/write-output.ts';
import type { Session } from '../server/with-server.ts';
import { junitOf } from './junit.ts';
import { reportOf, resultLines } from './result-lines.ts';

export interface VerifyWish extends CheckChoice {
  /** Who logs in; the first user when left out. */
  readonly user: LoginWish | undefined;
  /** How long a check waits for what it makes. */
  readonly minutes?: number | undefined;
  /** File for a CI server. */
  readonly junit: string | undefined;
}

/** Runs the checks, prints them, writes them to a file where wanted, and gives the kind of the first failure. */
export async function verifyInstallation(
  session: Session,
  name: string,
  { user, junit, ...choice }: VerifyWish,
): Promise<ErrorKind | undefined> {
  const { cli, output } = session;
  const results = await withRealCluster(session, name, async (cluster, { kubeflow }) => {
    const wish = user ?? (await firstUser(session, name));
    output.say(`Logging in as ${wish.email} through a forwarded port …`);
    const made = whatIsMade(choice);
    if (made.length > 0)
      output.say(`Making in the user’s namespace, and deleting again: ${made.join(', ')}. --read-only makes nothing.`);
    const onProgress = (progress: VerifyProgress): void => tell(output, progress);
    return verifyCluster(cluster, wish, {
      signal: cli.signal,
      access: kubeflow?.access,
      outbound: createOutbound(cli.environment),
      ...choice,
      onProgress,
    });
  });
  output.printJson({ name, checks: results.map(reportOf) });
  // Last: a file that cannot be written hides no result.
  if (junit !== undefined) await writeOutput(junit, junitOf(name, results), { secret: true });
  return firstFailure(results)?.kind;
}

/** Each result as soon as it is there, and on stderr what a check waits for. */
function tell(output: Output, progress: VerifyProgress): void {
  if (progress.type === 'state') output.say(`  ${plainText(progress.state)}`);
  if (progress.type === 'result' && progress.result.skipped !== notChosen)
    output.print(resultLines([progress.result]).join('\n'));
}

async function firstUser({ client }: Session, name: string): Promise<LoginWish> {
  const { email, password } = await client.call('revealCredentials', { params: { name } });
  return { email, password: new Secret(password) };
}

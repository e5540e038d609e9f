import type { ErrorKind } from '../../errors/definition.ts';
import { toMlaError } from '../../errors/error.ts';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import type { LoginWalk } from '../../kubeflow/login/hops.ts';
import { connectToGateway } from '../../kubeflow/login/connection.ts';
import { readLoginFacts } from '../../kubeflow/login/read-facts.ts';
import type { LoginWish } from '../../kubeflow/login/stations.ts';
import { walkLogin, walkWithoutWay } from '../../kubeflow/login/walk-login.ts';
import { firstFailure, verifyKubeflow, type VerifyResult } from '../../kubeflow/verify/verify.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { forwardService, type ServiceForward } from '../../kubernetes/port-forward/forward-service.ts';
import { Secret } from '../../secret.ts';
import { withRealCluster } from '../dashboard/real-cluster.ts';
import { writeOutput } from '../output/write-output.ts';
import type { Session } from '../server/with-server.ts';
import { junitOf } from './junit.ts';
import { reportOf, resultLines } from './result-lines.ts';

export interface VerifyWish {
  /** Who logs in; the first user when left out. */
  readonly user: LoginWish | undefined;
  /** File for a CI server. */
  readonly junit: string | undefined;
}

/** Runs the checks, prints them, writes them to a file where wanted, and gives the kind of the first failure. */
export async function verifyInstallation(
  session: Session,
  name: string,
  { user, junit }: VerifyWish,
): Promise<ErrorKind | undefined> {
  const { cli, output } = session;
  const results = await withRealCluster(session, name, async (cluster) => {
    const wish = user ?? (await firstUser(session, name));
    output.say(`Logging in as ${wish.email} through a forwarded port …`);
    return verifyCluster(cluster, wish, cli.signal);
  });
  output.printJson({ name, checks: results.map(reportOf) });
  output.print(resultLines(results).join('\n'));
  // Last: a file that cannot be written hides no result.
  if (junit !== undefined) await writeOutput(junit, junitOf(name, results), { secret: true });
  return firstFailure(results)?.kind;
}

/** All checks on a cluster, through a port of the gateway that is forwarded meanwhile. */
export async function verifyCluster(
  client: KubernetesClient,
  wish: LoginWish,
  signal: AbortSignal,
): Promise<VerifyResult[]> {
  const forward = await forwardService({ client, target: kubeflowGateway, port: 0 });
  try {
    const walk = await walkThrough(forward, { client, wish, signal });
    return await verifyKubeflow({ client, walk, signal });
  } finally {
    await forward.close();
  }
}

async function walkThrough(
  forward: ServiceForward,
  { client, wish, signal }: { client: KubernetesClient; wish: LoginWish; signal: AbortSignal },
): Promise<LoginWalk> {
  try {
    // Says why no pod can be reached, which a connection that is reset does not.
    await forward.check(signal);
  } catch (thrown) {
    signal.throwIfAborted();
    return walkWithoutWay(toMlaError(thrown));
  }
  const address = { host: '127.0.0.1', port: forward.port };
  const connection = connectToGateway({ origin: `http://localhost:${forward.port}`, address });
  return walkLogin(connection, wish, { facts: await readLoginFacts(client, signal), signal });
}

async function firstUser({ client }: Session, name: string): Promise<LoginWish> {
  const { email, password } = await client.call('revealCredentials', { params: { name } });
  return { email, password: new Secret(password) };
}

import { toMlaError } from '../../errors/error.ts';
import type { AccessWish } from '../../installation/access/access.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { forwardService, type ServiceForward } from '../../kubernetes/port-forward/forward-service.ts';
import type { Ways } from '../../network/outbound.ts';
import { readAccess } from '../access/access.ts';
import { kubeflowGateway } from '../gateway.ts';
import { connectToGateway } from '../login/connection.ts';
import type { LoginWalk } from '../login/hops.ts';
import { readLoginFacts } from '../login/read-facts.ts';
import type { LoginWish } from '../login/stations.ts';
import { walkLogin, walkWithoutWay } from '../login/walk-login.ts';
import type { WayToGateway } from '../login/way.ts';
import type { CheckChoice } from './choose-checks.ts';
import type { VerifyContext } from './look.ts';
import { verifyKubeflow, type VerifyProgress, type VerifyResult } from './verify.ts';

export interface VerifyOptions extends CheckChoice {
  readonly signal: AbortSignal;
  /** How long a check waits for what it made; 15 when left out. */
  readonly minutes?: number | undefined;
  /** How the installation is reached. */
  readonly access?: AccessWish | undefined;
  /** By which its address is reached; directly when left out. */
  readonly outbound?: Ways | undefined;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

/** The checks on a cluster as this user, through a port of the gateway that is forwarded meanwhile; one of them at the installation's own address. */
export async function verifyCluster(
  client: KubernetesClient,
  wish: LoginWish,
  { signal, minutes = 15, access: wished, outbound, ...choice }: VerifyOptions,
): Promise<VerifyResult[]> {
  const forward = await forwardService({ client, target: kubeflowGateway, port: 0 });
  try {
    const facts = await readLoginFacts(client, signal);
    const walkAt: Walk = (way, given) => walkLogin(connectToGateway(way), wish, { facts, signal: given });
    const walk = await walkThrough(forward, { walkAt, signal });
    const access = wished && readAccess(wished);
    const at: VerifyContext['walkAt'] = (way, given) => walkAt({ ...way, outbound }, given);
    return await verifyKubeflow({ client, walk, access, walkAt: at, signal, minutes }, choice);
  } finally {
    await forward.close();
  }
}

type Walk = (way: WayToGateway, signal: AbortSignal) => Promise<LoginWalk>;

async function walkThrough(
  forward: ServiceForward,
  { walkAt, signal }: { walkAt: Walk; signal: AbortSignal },
): Promise<LoginWalk> {
  try {
    // Says why no pod can be reached, which a connection that is reset does not.
    await forward.check(signal);
  } catch (thrown) {
    signal.throwIfAborted();
    return walkWithoutWay(toMlaError(thrown));
  }
  const address = { host: '127.0.0.1', port: forward.port };
  return walkAt({ origin: `http://localhost:${forward.port}`, address }, signal);
}

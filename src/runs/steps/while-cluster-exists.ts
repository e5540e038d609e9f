import { setTimeout as wait } from 'node:timers/promises';
import type { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { ClusterHandle } from '../../platforms/platform.ts';
import { connectionOf, type StepServices } from './services.ts';

/** The interval between two checks during work, in milliseconds. Each is a login at the platform. */
const usualPause = 60_000;

/** The timeout of one check, in milliseconds. */
const lookTimeout = 10_000;

/** A cluster in use; without a handle, no platform created it. */
export interface ClusterInUse {
  readonly installation: Installation;
  readonly handle: ClusterHandle | undefined;
  readonly signal: AbortSignal;
}

type Services = Pick<StepServices, 'platform' | 'ownerMark' | 'loadConnection' | 'lossLookPause'>;

/** Why the cluster is lost, as far as the platform says. */
type Look = (signal: AbortSignal) => Promise<MlaError | undefined>;

/**
 * Runs work on a cluster for as long as its platform has the cluster. From
 * outside, a cluster that someone deleted looks like one that does not answer,
 * which the work waits for. So the platform is asked before the work, at
 * intervals, and when the work fails. If it cannot be asked, the work continues.
 * @throws the platform's error when the cluster is gone, else what the work throws
 */
export async function whileClusterExists<T>(
  cluster: ClusterInUse,
  services: Services,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal } = cluster;
  const look = createLook(cluster, services);
  const lossBefore = await look(signal);
  if (lossBefore !== undefined) throw lossBefore;

  const lost = new AbortController();
  const done = new AbortController();
  const found = (loss: MlaError): void => lost.abort(loss);
  const watching = watchForLoss(look, {
    pause: services.lossLookPause ?? usualPause,
    signal: AbortSignal.any([signal, done.signal]),
    found,
  });
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw lost.signal.aborted ? lost.signal.reason : ((await look(signal)) ?? thrown);
  } finally {
    done.abort();
    await watching;
  }
}

/**
 * Why the cluster is lost, if the platform says so within `timeout`
 * milliseconds. Undefined when the cluster exists or the platform cannot be
 * asked.
 */
export async function findLoss(
  cluster: ClusterInUse,
  services: Services,
  timeout: number,
): Promise<MlaError | undefined> {
  return createLook(cluster, services)(AbortSignal.any([cluster.signal, AbortSignal.timeout(timeout)]));
}

function createLook({ installation, handle }: ClusterInUse, services: Services): Look {
  return async (signal) => {
    if (handle === undefined) return undefined;
    try {
      const owner = await services.ownerMark(installation.metadata.name);
      const connection = await connectionOf(installation, services);
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(lookTimeout)]);
      return await services
        .platform(handle.platform)
        .findLoss?.(handle, { installation, owner, connection, signal: inTime, tell: () => undefined });
    } catch {
      return undefined;
    }
  };
}

async function watchForLoss(
  look: Look,
  given: { pause: number; signal: AbortSignal; found: (loss: MlaError) => void },
): Promise<void> {
  const { pause, signal, found } = given;
  let loss: MlaError | undefined;
  do {
    const isOver = await wait(pause, false, { signal }).catch(() => true);
    if (isOver) return;
    loss = await look(signal);
  } while (loss === undefined);
  found(loss);
}

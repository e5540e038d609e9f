import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { isError, MlaError } from '../../../errors/error.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { CheckContext } from '../look.ts';
import { isMade, madeLabels, madeName } from './made-objects.ts';

interface Lease extends KubernetesObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly acquireTime?: string;
    readonly renewTime?: string;
  };
}

/** How often a Lease is renewed, and after how long without it the holder is considered dead, in milliseconds. */
export interface TurnTimes {
  readonly renew: number;
  readonly dead: number;
}

const usualTimes: TurnTimes = { renew: 2000, dead: 15_000 };

/** The right to make objects in a namespace. Their names are fixed, so checks of two programs would disturb each other. */
export interface Turn {
  /** Aborts with `verify.busy` when others took over, because this program stood still for too long. */
  readonly lost: AbortSignal;
  /** Gives the turn to others. Never rejects: a Lease that stays is soon considered dead. */
  end(): Promise<void>;
}

/**
 * Takes the turn in a namespace, by a Lease that is renewed while the turn lasts. A Lease that does not change while
 * this program looks is taken over, so wrong clocks do no harm.
 * @throws `verify.busy` where others have the turn, `verify.nameTaken` for a Lease that is somebody's
 */
export async function takeTurn(
  { client, onState, signal }: Pick<CheckContext, 'client' | 'onState' | 'signal'>,
  namespace: string,
  times: TurnTimes = usualTimes,
): Promise<Turn> {
  const key = { namespace, name: madeName };
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const get = (given: AbortSignal) => client.get<Lease>(builtInTypes.lease, key, { signal: given });
  const isOurs = (lease: Lease | undefined): boolean => lease?.spec?.holderIdentity === holder;

  /** Undefined where there is a Lease already. */
  const create = async (given: AbortSignal): Promise<Lease | undefined> => {
    const now = microTime();
    const spec = { holderIdentity: holder, leaseDurationSeconds: Math.ceil(times.dead / 1000) };
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...key, labels: madeLabels },
      spec: { ...spec, acquireTime: now, renewTime: now },
    };
    return client.create(builtInTypes.lease, lease, { signal: given }).catch((thrown: unknown) => {
      if (isError(thrown, 'kubernetes.alreadyExists')) return undefined;
      throw thrown;
    });
  };

  /** Writes to the Lease as it was seen. Throws `verify.busy` when others were faster. */
  const write = async (seen: Lease, spec: NonNullable<Lease['spec']>, given: AbortSignal): Promise<Lease> => {
    const { resourceVersion } = seen.metadata;
    const body = { metadata: { resourceVersion }, spec: { ...spec, renewTime: microTime() } };
    try {
      return await client.mergePatch<Lease>(builtInTypes.lease, key, body, { signal: given });
    } catch (thrown) {
      if (!isError(thrown, 'kubernetes.conflict') && !isError(thrown, 'kubernetes.notFound')) throw thrown;
      const found = (await get(given)) ?? (await create(given)) ?? (await get(given));
      // The answer to an earlier attempt was lost, or somebody deleted the Lease.
      if (found !== undefined && isOurs(found)) return found;
      throw busy(namespace, found);
    }
  };

  const takeOver = async (): Promise<Lease> => {
    const first = await get(signal);
    if (first !== undefined && !isMade(first)) throw new MlaError('verify.nameTaken', { kind: 'Lease', ...key });
    onState('waiting: other checks work in the namespace, or were killed a moment ago');
    const deadline = performance.now() + times.dead;
    for (let seen = first; seen !== undefined; seen = await get(signal)) {
      if (seen.metadata.resourceVersion !== first?.metadata.resourceVersion) throw busy(namespace, seen);
      if (performance.now() > deadline)
        return write(seen, { holderIdentity: holder, acquireTime: microTime() }, signal);
      await pause(times.renew / 8, undefined, { signal });
    }
    const lease = await create(signal);
    if (lease === undefined) throw busy(namespace, await get(signal));
    return lease;
  };

  const ended = new AbortController();
  const lost = new AbortController();
  const keep = async (taken: Lease): Promise<void> => {
    for (let lease = taken; ;) {
      await pause(times.renew, undefined, { signal: ended.signal });
      try {
        lease = await write(lease, {}, AbortSignal.any([ended.signal, AbortSignal.timeout(times.dead)]));
      } catch (thrown) {
        // While the API server is away, nobody else can take over either.
        if (!isError(thrown, 'verify.busy')) continue;
        lost.abort(thrown);
        return;
      }
    }
  };
  const keeping = keep((await create(signal)) ?? (await takeOver())).catch(() => undefined);

  return {
    lost: lost.signal,
    end: async () => {
      ended.abort();
      await keeping;
      const patience = AbortSignal.timeout(times.dead);
      await get(patience)
        .then(async (lease) => isOurs(lease) && (await client.delete(builtInTypes.lease, key, { signal: patience })))
        .catch(() => undefined);
    },
  };
}

function busy(namespace: string, lease: Lease | undefined): MlaError {
  const { holderIdentity = 'somebody', acquireTime } = lease?.spec ?? {};
  return new MlaError('verify.busy', {
    namespace,
    holder: holderIdentity,
    since: acquireTime === undefined ? 'now' : `${acquireTime.slice(0, 19)}Z`,
  });
}

/** As Kubernetes writes times in Leases. */
function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

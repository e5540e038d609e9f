import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { toMlaError } from '../../errors/error.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { probeObjects, type ProbeObjects } from './probe-objects.ts';
import type { ProbedPod } from './probe-results.ts';

/** Milliseconds. The first pull of a database image takes a minute on a slow line. */
const usualPatience = 3 * 60_000;
const pause = 500;
const removalPatience = 30_000;

/** What the pods of a probe came to. */
export interface Probe {
  readonly objects: ProbeObjects;
  readonly pull: ProbedPod | undefined;
  readonly write: ProbedPod | undefined;
  /** What the pod that writes printed. */
  readonly log: string;
}

/**
 * Makes the objects of a probe in a namespace of its own, waits until its pods
 * have ended or cannot start, and removes the namespace whatever happens, also
 * when the signal aborts.
 */
export async function runProbe(given: {
  client: KubernetesClient;
  plan: Plan;
  signal: AbortSignal;
  patience?: number;
}): Promise<Probe> {
  const { client, plan, signal, patience = usualPatience } = given;
  const name = `mlanywhere-probe-${randomBytes(4).toString('hex')}`;
  const objects = probeObjects(plan, name);
  const own = (pod: string): Promise<ProbedPod | undefined> =>
    client.get<ProbedPod>(builtInTypes.pod, { namespace: name, name: pod }, { signal });
  let isMade = false;
  try {
    await client.create(builtInTypes.namespace, objects.namespace, { signal });
    isMade = true;
    await makeAll(client, objects, signal);
    const until = Date.now() + patience;
    for (;;) {
      const [pull, write] = await Promise.all([own('pull'), own('write')]);
      const isOver = [pull, write].every((pod) => pod === undefined || hasEnded(pod));
      if (isOver || Date.now() > until)
        return { objects, pull, write, log: write === undefined ? '' : await readLog(client, name) };
      await wait(pause, undefined, { signal });
    }
  } catch (thrown) {
    throw toMlaError(thrown);
  } finally {
    // Not by the signal of the caller: after Ctrl-C too nothing stays. A namespace that stays all the same is named; for one that never was, the reason why counts.
    await client
      .delete(builtInTypes.namespace, { name }, { signal: AbortSignal.timeout(removalPatience) })
      .catch((thrown: unknown) => {
        if (isMade) throw toMlaError(thrown);
      });
  }
}

async function makeAll(client: KubernetesClient, { pull, write }: ProbeObjects, signal: AbortSignal): Promise<void> {
  // The account of a new namespace comes a moment after it, and no pod is admitted before.
  const patiently = async (work: () => Promise<unknown>): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const error = await work().then(() => undefined, toMlaError);
      if (error === undefined) return;
      if (tries >= 20 || !/serviceaccount|service account/i.test(error.message)) throw error;
      await wait(pause, undefined, { signal });
    }
  };
  await patiently(() => client.create(builtInTypes.pod, pull, { signal }));
  if (write === undefined) return;
  await client.create(builtInTypes.claim, write.claim, { signal });
  await patiently(() => client.create(builtInTypes.pod, write.pod, { signal }));
}

/** Each container has its image, or cannot get it. */
function hasEnded({ status }: ProbedPod): boolean {
  const states = status?.containerStatuses ?? [];
  return (
    states.length > 0 &&
    states.every(
      ({ state }) =>
        state?.terminated !== undefined ||
        /^(ErrImagePull|ImagePullBackOff|InvalidImageName|RunContainerError|CreateContainerError|CrashLoopBackOff)$/.test(
          state?.waiting?.reason ?? '',
        ),
    )
  );
}

function readLog(client: KubernetesClient, namespace: string): Promise<string> {
  return client.podLog({ namespace, name: 'write' }).catch(() => '');
}

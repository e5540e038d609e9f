import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { isError, MlaError, toMlaError } from '../../../errors/error.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { explainPod, type ClusterEvent, type Trouble } from '../../../kubernetes/diagnosis/workloads.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { probeNamespace, probePod, proxyProbeLabel, type ProbeWish } from './probe-objects.ts';

const described = z.object({ digest: z.string(), start: z.string() });

/** What the pod of a probe found: its variables by name, each as SHA-256 and its first characters, and what it reached. */
const probeReport = z.object({
  variables: z.record(z.string(), described),
  reached: z.array(
    z.object({
      id: z.enum(['outside', 'service', 'api-server']),
      through: z.enum(['proxy', 'direct']),
      reached: z.boolean(),
      seen: z.string(),
      milliseconds: z.number().default(0),
    }),
  ),
});
export type ProbeReport = z.infer<typeof probeReport>;

/** What a probe came to: what it found, or why that is not known. */
export type ProbeEnd = { readonly report: ProbeReport } | { readonly error: MlaError };

/** Milliseconds. */
export interface ProbeTimes {
  /** Until the pod must have ended. The image is on a node already, but maybe not on the one of the pod. */
  readonly patience: number;
  /** How long a trouble may last that only a person can end. */
  readonly trouble: number;
  readonly pause: number;
  /** For deleting, and until a namespace is gone. */
  readonly removal: number;
  /** What is older was left by a crash: no probe takes that long. */
  readonly oldest: number;
}
const usualTimes: ProbeTimes = { patience: 150_000, trouble: 30_000, pause: 500, removal: 30_000, oldest: 10 * 60_000 };

type Client = Pick<KubernetesClient, 'create' | 'get' | 'list' | 'delete'>;

interface ProbePod extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly containerStatuses?: readonly {
      readonly state?: { readonly terminated?: { readonly exitCode?: number; readonly message?: string } };
    }[];
  };
}

interface Run {
  readonly signal: AbortSignal;
  readonly times: ProbeTimes;
}

/**
 * Starts the pod of a probe in a namespace of its own, and reads what it found. The namespace is deleted whatever happens,
 * also when the signal aborts; those that a crash left are deleted too. `tellLeftovers` gets the names of those that stay
 * all the same. Throws only when the signal aborts.
 */
export async function runProxyProbe(
  client: Client,
  {
    wish,
    signal,
    tellLeftovers,
    times = usualTimes,
  }: {
    readonly wish: ProbeWish;
    readonly signal: AbortSignal;
    readonly tellLeftovers: (namespaces: readonly string[]) => void;
    readonly times?: ProbeTimes;
  },
): Promise<ProbeEnd> {
  const name = `mlanywhere-proxy-${randomBytes(4).toString('hex')}`;
  let made: KubernetesObject | undefined;
  let end: ProbeEnd;
  try {
    made = await client.create(builtInTypes.namespace, probeNamespace(name), { signal });
    await makePod(client, probePod(name, wish), { signal, times });
    end = { report: await waitForReport(client, name, { signal, times }) };
  } catch (thrown) {
    end = { error: toMlaError(thrown) };
  }
  // Not by the signal of the caller: nothing stays after a cancel either.
  const ending = { signal: AbortSignal.timeout(times.removal), times };
  // The answer to a creation that was cut off is not known.
  if (made === undefined) await remove(client, name, ending);
  else tellLeftovers(await removeAll(client, made, ending));
  signal.throwIfAborted();
  return end;
}

async function makePod(client: Client, pod: KubernetesObject, { signal, times }: Run): Promise<void> {
  // The account of a new namespace comes a moment after it, and no pod is admitted before.
  for (let tries = 1; ; tries += 1) {
    const error = await client.create(builtInTypes.pod, pod, { signal }).then(() => undefined, toMlaError);
    if (error === undefined) return;
    if (tries >= 20 || !/serviceaccount|service account/i.test(error.message)) throw error;
    await pause(times.pause, undefined, { signal });
  }
}

/** Throws `proxy.probeFailed` and `proxy.probeLate`. */
async function waitForReport(client: Client, namespace: string, { signal, times }: Run): Promise<ProbeReport> {
  const deadline = Date.now() + times.patience;
  let stuckSince: number | undefined;
  for (;;) {
    const pod = await client.get<ProbePod>(builtInTypes.pod, { namespace, name: 'proxy' }, { signal });
    if (pod === undefined) throw new MlaError('proxy.probeFailed', { reason: 'somebody deleted its pod' });
    const report = reportIn(pod);
    if (report !== undefined) return report;
    const trouble = await troubleOf(client, pod, { namespace, signal });
    stuckSince = trouble?.heals === false ? (stuckSince ?? Date.now()) : undefined;
    if (Date.now() > Math.min(deadline, (stuckSince ?? deadline) + times.trouble))
      throw new MlaError('proxy.probeLate', {
        state: trouble?.message ?? 'the pod has not ended',
        image: imageOf(pod),
      });
    await pause(times.pause, undefined, { signal });
  }
}

async function troubleOf(
  client: Client,
  pod: ProbePod,
  { namespace, signal }: { readonly namespace: string; readonly signal: AbortSignal },
): Promise<Trouble | undefined> {
  const events = await client.list<ClusterEvent>(builtInTypes.event, { namespace, signal }).catch(() => []);
  return explainPod({ ...pod, kind: 'Pod' }, events);
}

/** Undefined while the pod has not ended. Throws `proxy.probeFailed`. */
function reportIn({ status = {} }: ProbePod): ProbeReport | undefined {
  const ended = status.containerStatuses?.[0]?.state?.terminated;
  return ended === undefined && status.phase !== 'Failed' ? undefined : readReport(ended, status.reason ?? '');
}

/** What a pod told as its termination message. Throws `proxy.probeFailed`. */
export function readReport(
  ended: { readonly exitCode?: number; readonly message?: string } | undefined,
  reason: string,
): ProbeReport {
  const text = ended?.message ?? '';
  try {
    return probeReport.parse(JSON.parse(text));
  } catch {
    const said = text.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
    const code = ended?.exitCode === undefined ? '' : `its program ended with ${ended.exitCode}`;
    throw new MlaError('proxy.probeFailed', { reason: said || reason || code || 'it told nothing' });
  }
}

function imageOf(pod: KubernetesObject & { readonly spec?: unknown }): string {
  const spec = pod.spec as { readonly containers?: readonly { readonly image?: string }[] } | undefined;
  return spec?.containers?.[0]?.image ?? '';
}

/** Deletes the namespace of this probe and those that are so old that only a crash can have left them. Returns the names of what stays. */
async function removeAll(client: Client, made: KubernetesObject, { signal, times }: Run): Promise<string[]> {
  const name = made.metadata.name;
  // By the clock of the API server alone.
  const isOld = ({ metadata: { creationTimestamp } }: KubernetesObject): boolean =>
    Date.parse(made.metadata.creationTimestamp ?? '') - Date.parse(creationTimestamp ?? '') > times.oldest;
  const found = await client
    .list<KubernetesObject>(builtInTypes.namespace, { labelSelector: `${proxyProbeLabel}=true`, signal })
    .catch(() => []);
  const wanted = [name, ...found.filter(isOld).map(({ metadata }) => metadata.name)];
  const removed = await Promise.all([...new Set(wanted)].map((one) => remove(client, one, { signal, times })));
  return removed.flatMap((left) => left ?? []);
}

/** The name where it stays. */
async function remove(client: Client, name: string, { signal, times }: Run): Promise<string | undefined> {
  try {
    await client.delete(builtInTypes.namespace, { name }, { signal });
    while ((await client.get(builtInTypes.namespace, { name }, { signal })) !== undefined)
      await pause(times.pause, undefined, { signal });
    return undefined;
  } catch (thrown) {
    return isError(thrown, 'kubernetes.notFound') ? undefined : name;
  }
}

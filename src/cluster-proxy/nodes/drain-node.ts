import { setTimeout as wait } from 'node:timers/promises';
import { isError, MlaError, toMlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { NodeWorkloads } from './set-node.ts';

/** On a node that MLAnywhere keeps pods away from, so that a later run lets them back. */
const drained = 'mlanywhere.dev/drained-for-proxy';

interface Node extends KubernetesObject {
  readonly spec?: { readonly unschedulable?: boolean };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Pod extends KubernetesObject {
  readonly status?: { readonly phase?: string };
}

/** Milliseconds. */
export interface DrainPatience {
  /** For all pods of a node to be gone. */
  readonly drain: number;
  /** For a node to be ready again. */
  readonly ready: number;
  readonly pause: number;
  /** For letting pods back after a failure: a cancel waits for it. */
  readonly release: number;
}
const usualPatience: DrainPatience = { drain: 600_000, ready: 600_000, pause: 2_000, release: 5_000 };

/**
 * Moves pods as `kubectl drain` does: by eviction, so that PodDisruptionBudgets hold. Pods of DaemonSets, static pods and
 * pods that have ended stay. A pod without a controller would be lost: it is named and nothing is evicted.
 */
export function drainByEviction(
  client: KubernetesClient,
  { signal, patience = usualPatience }: { readonly signal: AbortSignal; readonly patience?: DrainPatience },
): NodeWorkloads {
  const find = (name: string): Promise<Node | undefined> => client.get<Node>(builtInTypes.node, { name }, { signal });
  const podsOn = async (node: string): Promise<Pod[]> => {
    const pods = await client.list<Pod>(builtInTypes.pod, { fieldSelector: `spec.nodeName=${node}`, signal });
    return pods.filter(mustMove);
  };
  /** Only where `drain` kept them away: a node that somebody else keeps free stays so. */
  const letBack = async ({ metadata: { name, annotations } }: Node, inTime: AbortSignal): Promise<void> => {
    if (annotations?.[drained] === undefined) return;
    const patch = { metadata: { annotations: { [drained]: null } }, spec: { unschedulable: null } };
    await client.mergePatch(builtInTypes.node, { name }, patch, { signal: inTime });
  };

  return {
    async drain(name) {
      const pods = await podsOn(name);
      if (pods.length === 0) return;
      const bare = pods.filter(({ metadata }) => controllerOf(metadata) === undefined).map(nameOf);
      if (bare.length > 0)
        throw new MlaError('node.notDrained', { node: name, reason: `no controller would make ${say(bare)} again` });
      const node = await find(name);
      if (node?.spec?.unschedulable !== true)
        await client.mergePatch(
          builtInTypes.node,
          { name },
          { metadata: { annotations: { [drained]: 'true' } }, spec: { unschedulable: true } },
          { signal },
        );
      let refused = '';
      for (const until = Date.now() + patience.drain; ;) {
        const left = await podsOn(name);
        if (left.length === 0) return;
        if (Date.now() > until)
          throw new MlaError('node.notDrained', {
            node: name,
            reason: `${say(left.map(nameOf))} did not leave${refused === '' ? '' : `: ${refused}`}`,
          });
        for (const pod of left.filter(({ metadata }) => metadata.deletionTimestamp === undefined))
          refused = (await evict(client, pod, signal)) ?? refused;
        await wait(patience.pause, undefined, { signal });
      }
    },

    async resume(name) {
      for (const until = Date.now() + patience.ready; ;) {
        // The API server itself may be on this node.
        const node = await find(name).catch((thrown: unknown) => {
          signal.throwIfAborted();
          if (toMlaError(thrown).kind !== 'unavailable' && toMlaError(thrown).kind !== 'timeout') throw thrown;
          return undefined;
        });
        if (node !== undefined && isReady(node)) return letBack(node, signal);
        if (Date.now() > until)
          throw new MlaError('node.notReady', { node: name, minutes: Math.round(patience.ready / 60_000) });
        await wait(patience.pause, undefined, { signal });
      }
    },

    async release(name) {
      // The signal of the work may have ended already. A later run lets back what this cannot.
      const inTime = AbortSignal.timeout(patience.release);
      await client
        .get<Node>(builtInTypes.node, { name }, { signal: inTime })
        .then(async (node) => (node !== undefined && isReady(node) ? letBack(node, inTime) : undefined))
        .catch(() => undefined);
    },
  };
}

/** Why the API server refuses the eviction for now; undefined where it takes it. */
async function evict(client: KubernetesClient, pod: Pod, signal: AbortSignal): Promise<string | undefined> {
  const { name, namespace = '' } = pod.metadata;
  try {
    await client.request(
      'POST',
      `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
      { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } },
      { signal },
    );
    return undefined;
  } catch (thrown) {
    if (isError(thrown, 'kubernetes.notFound')) return undefined;
    if (isError(thrown, 'kubernetes.tooBusy')) return `a PodDisruptionBudget keeps ${nameOf(pod)}`;
    throw thrown;
  }
}

function mustMove({ metadata, status }: Pod): boolean {
  const isStatic = metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
  const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return !isStatic && !ended && controllerOf(metadata) !== 'DaemonSet';
}

function controllerOf(metadata: KubernetesObject['metadata']): string | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true)?.kind;
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') === true;
}

function nameOf({ metadata: { name, namespace } }: Pod): string {
  return `${namespace ?? ''}/${name}`;
}

function say(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

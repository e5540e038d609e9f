import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}
interface Node extends KubernetesObject {
  readonly status?: {
    readonly capacity?: Record<string, string>;
    readonly allocatable?: Record<string, string>;
    readonly conditions?: readonly Condition[];
    readonly nodeInfo?: { readonly kubeletVersion?: string; readonly osImage?: string; readonly architecture?: string };
  };
}
interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: unknown;
  readonly lastState?: unknown;
}
interface Pod extends KubernetesObject {
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}
interface Event extends KubernetesObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject?: { readonly kind?: string; readonly namespace?: string; readonly name?: string };
}

/** Of each list, the newest. */
const most = 300;

/** Facts of a cluster by file, each picked field by field: no spec, no environment variable, no annotation, no Secret and no ConfigMap is read into them. */
export async function collectClusterFacts(
  client: Pick<KubernetesClient, 'list' | 'version'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const [version, nodes, pods, events] = await Promise.all([
    client.version({ signal }),
    client.list<Node>(builtInTypes.node, { signal }),
    client.list<Pod>(builtInTypes.pod, { signal }),
    client.list<Event>(builtInTypes.event, { signal, fieldSelector: 'type=Warning' }),
  ]);
  const troubled = pods.filter((pod) => !isHealthy(pod));
  return {
    'cluster/version.json': version,
    'cluster/nodes.json': nodes.slice(0, most).map(nodeFacts),
    'cluster/pods.json': { total: pods.length, notReady: troubled.slice(0, most).map(podFacts) },
    'cluster/warnings.json': events
      .map(eventFacts)
      .toSorted((one, other) => other.time.localeCompare(one.time))
      .slice(0, most),
  };
}

function isHealthy({ status }: Pod): boolean {
  if (status?.phase === 'Succeeded') return true;
  const containers = status?.containerStatuses ?? [];
  return containers.length > 0 && containers.every(({ ready, restartCount }) => ready && restartCount === 0);
}

function nodeFacts({ metadata, status = {} }: Node): unknown {
  const { capacity, allocatable, conditions, nodeInfo } = status;
  const { kubeletVersion, osImage, architecture } = nodeInfo ?? {};
  return { name: metadata.name, kubeletVersion, osImage, architecture, capacity, allocatable, conditions };
}

function podFacts({ metadata: { name, namespace }, status = {} }: Pod): unknown {
  const { phase, reason, message, conditions, initContainerStatuses, containerStatuses } = status;
  const containers = [...(initContainerStatuses ?? []), ...(containerStatuses ?? [])].map((container) => {
    const { name: own, image, ready, restartCount, state, lastState } = container;
    return { name: own, image, ready, restartCount, state, lastState };
  });
  return { namespace, name, phase, reason, message, conditions, containers };
}

function eventFacts({ reason, message, count, involvedObject, lastTimestamp, eventTime }: Event) {
  const { kind, namespace, name } = involvedObject ?? {};
  return { time: lastTimestamp ?? eventTime ?? '', object: { kind, namespace, name }, reason, message, count };
}

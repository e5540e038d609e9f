import { conditionOf } from '../objects/conditions.ts';
import { explainContainer, type ContainerStatus } from './containers.ts';
import type { KubernetesObject } from '../objects/object.ts';
import { schedulingTrouble } from './scheduling.ts';
import { startTrouble } from './pod-start.ts';
import { eventsAbout, type ClusterEvent, type Trouble } from './trouble.ts';

export { explainVolumeClaim, explainWorkload } from './pod-creation.ts';
export type { ClusterEvent, Trouble } from './trouble.ts';

interface PodStatus {
  readonly phase?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly initContainerStatuses?: readonly ContainerStatus[];
  readonly containerStatuses?: readonly ContainerStatus[];
}

/** What is wrong with a pod, or undefined while it is well or on its way. `events` may hold those of other objects too. */
export function explainPod(pod: KubernetesObject, events: readonly ClusterEvent[]): Trouble | undefined {
  const status = (pod['status'] ?? {}) as PodStatus;
  if (status.phase === 'Succeeded' || pod.metadata.deletionTimestamp !== undefined) return undefined;
  const about = eventsAbout(pod, events);
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const ofContainer = containers
    .map((container) => explainContainer(container, about, pod.metadata))
    .find((trouble) => trouble !== undefined);
  if (status.phase === 'Failed') return ofContainer ?? endedTrouble(status);
  const beforeStart = status.phase === 'Pending' ? startTrouble(about) : undefined;
  return placeTrouble(pod) ?? ofContainer ?? beforeStart ?? probeTrouble(containers, about);
}

/** A gated pod is held back on purpose; any other that has no place lacks something. */
function placeTrouble(pod: KubernetesObject): Trouble | undefined {
  const scheduled = conditionOf(pod, 'PodScheduled');
  return scheduled?.status === 'False' && scheduled.reason !== 'SchedulingGated'
    ? schedulingTrouble(scheduled.message ?? '')
    : undefined;
}

function probeTrouble(containers: readonly ContainerStatus[], about: readonly ClusterEvent[]): Trouble | undefined {
  const unready = containers.find((container) => container.state?.running !== undefined && container.ready === false);
  const event = about.find((one) => one.reason === 'Unhealthy');
  if (unready === undefined || event === undefined) return undefined;
  const found = /^(\w+) probe (?:failed|errored)[^:]*: (.*)/s.exec(event.message ?? '');
  return {
    reason: 'Unhealthy',
    message: `Container ${unready.name} runs but does not pass its ${(found?.[1] ?? 'readiness').toLowerCase()} check: ${(found?.[2] ?? event.message ?? 'no reason given').trim()}.`,
    hint: 'The container may still be starting. If this continues, read its log.',
    severity: 'warning',
    heals: true,
  };
}

function endedTrouble(status: PodStatus): Trouble {
  const evicted = status.reason === 'Evicted';
  return {
    reason: status.reason ?? 'Failed',
    message: `${evicted ? 'Evicted by the node' : 'The pod failed'}: ${status.message ?? status.reason ?? 'no reason given'}`,
    hint: evicted
      ? 'The node ran out of memory or disk: use larger nodes, or lower the needs of the pods. Kubernetes creates a new pod automatically.'
      : 'Read its log.',
    severity: 'warning',
    heals: evicted,
  };
}

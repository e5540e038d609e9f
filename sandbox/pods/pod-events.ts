import { randomBytes } from 'node:crypto';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { pullFailure, type PodState } from './pod-status.ts';
import type { Pod } from './pod.ts';

/** The Events a kubelet writes for a pod in trouble; none for one that is well. */
export function podEvents(pod: Pod, state: PodState, now: string): KubernetesObject[] {
  return texts(pod, state).map(([reason, message]) => event(pod, { reason, message, now }));
}

function texts(pod: Pod, state: PodState): [reason: string, message: string][] {
  const { name: container = '', image = '' } = pod.spec.containers[0] ?? {};
  switch (state.is) {
    case 'mount-missing':
      return [
        [
          'FailedMount',
          `MountVolume.SetUp failed for volume "${state.missing.volume ?? ''}" : ${state.missing.kind.toLowerCase()} "${state.missing.name}" not found`,
        ],
      ];
    case 'environment-missing':
      return [['Failed', `Error: ${state.missing.kind.toLowerCase()} "${state.missing.name}" not found`]];
    case 'image-missing':
      return [
        ['Failed', `Failed to pull image "${image}": ${pullFailure(image)}`],
        ['Failed', 'Error: ErrImagePull'],
        ['Failed', 'Error: ImagePullBackOff'],
      ];
    case 'crashing':
      return [
        [
          'BackOff',
          `Back-off restarting failed container ${container} in pod ${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`,
        ],
      ];
    default:
      return [];
  }
}

function event(pod: Pod, { reason, message, now }: { reason: string; message: string; now: string }): KubernetesObject {
  const { name, namespace, uid, resourceVersion } = pod.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${randomBytes(8).toString('hex')}`, ...(namespace === undefined ? {} : { namespace }) },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid, resourceVersion },
    type: 'Warning',
    reason,
    message,
    source: { component: 'kubelet', host: pod.spec.nodeName },
    reportingComponent: 'kubelet',
    reportingInstance: pod.spec.nodeName ?? '',
    firstTimestamp: now,
    lastTimestamp: now,
    count: 1,
  };
}

import type { MissingReference } from './missing-references.ts';
import type { Container, Pod } from './pod.ts';

/** How far a pod is, as a kubelet would see it. */
export type PodState =
  | { readonly is: 'ready'; readonly restarts: number }
  | { readonly is: 'completed' }
  | { readonly is: 'mount-missing'; readonly missing: MissingReference }
  | { readonly is: 'environment-missing'; readonly missing: MissingReference }
  | { readonly is: 'image-missing' }
  | { readonly is: 'crashing'; readonly restarts: number };

/** The reason that shows in `kubectl get pods`, from the first container; what a state is recognised by. */
export function shownReason(state: PodState): string | undefined {
  switch (state.is) {
    case 'mount-missing':
      return 'ContainerCreating';
    case 'environment-missing':
      return 'CreateContainerConfigError';
    case 'image-missing':
      return 'ImagePullBackOff';
    case 'crashing':
      return 'CrashLoopBackOff';
    default:
      return undefined;
  }
}

export interface PodPlace {
  readonly podIP: string;
  readonly hostIP: string;
}

/** The whole status of a pod in a state, as a merge patch. */
export function podStatus(pod: Pod, state: PodState, place: PodPlace, now: string): object {
  const up = state.is === 'ready' || state.is === 'completed';
  const created = state.is !== 'mount-missing';
  return {
    phase:
      state.is === 'completed' ? 'Succeeded' : state.is === 'ready' || state.is === 'crashing' ? 'Running' : 'Pending',
    startTime: now,
    hostIP: place.hostIP,
    hostIPs: [{ ip: place.hostIP }],
    ...(created ? { podIP: place.podIP, podIPs: [{ ip: place.podIP }] } : {}),
    conditions: conditions(pod, state, now),
    containerStatuses: pod.spec.containers.map((container) => containerStatus(pod, container, state, now)),
    initContainerStatuses: (pod.spec.initContainers ?? []).map((container) =>
      initStatus(container, created && (up || state.is !== 'environment-missing'), now),
    ),
  };
}

function conditions(pod: Pod, state: PodState, now: string): object[] {
  const ready = state.is === 'ready';
  const started = state.is !== 'mount-missing';
  const unready =
    state.is === 'completed'
      ? { reason: 'PodCompleted' }
      : {
          reason: 'ContainersNotReady',
          message: `containers with unready status: [${pod.spec.containers.map(({ name }) => name).join(' ')}]`,
        };
  const condition = (type: string, status: boolean, why: object = {}): object => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime: now,
    ...(status ? {} : why),
  });
  return [
    condition('PodScheduled', true),
    condition('PodReadyToStartContainers', started),
    condition('Initialized', started),
    condition('ContainersReady', ready, unready),
    condition('Ready', ready, unready),
    ...(pod.spec.readinessGates ?? []).map(({ conditionType }) => condition(conditionType, ready)),
  ];
}

function containerStatus(pod: Pod, { name, image }: Container, state: PodState, now: string): object {
  const base = { name, image, imageID: '' };
  const ended = { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now };
  const waiting = (reason: string, message?: string, restartCount = 0): object => ({
    ...base,
    ready: false,
    started: false,
    restartCount,
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
  });
  switch (state.is) {
    case 'ready':
      return {
        ...base,
        ready: true,
        started: true,
        restartCount: state.restarts,
        state: { running: { startedAt: now } },
      };
    case 'completed':
      return { ...base, ready: false, started: false, restartCount: 0, state: { terminated: ended } };
    case 'mount-missing':
      return waiting('ContainerCreating');
    case 'environment-missing':
      return waiting(
        'CreateContainerConfigError',
        `${state.missing.kind.toLowerCase()} "${state.missing.name}" not found`,
      );
    case 'image-missing':
      return waiting('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${pullFailure(image)}`);
    case 'crashing':
      return {
        ...waiting('CrashLoopBackOff', crashMessage(pod, name, state.restarts), state.restarts),
        lastState: { terminated: { ...ended, exitCode: 1, reason: 'Error' } },
      };
  }
}

function initStatus({ name, image, restartPolicy }: Container, done: boolean, now: string): object {
  const base = { name, image, imageID: '', restartCount: 0 };
  if (!done) return { ...base, ready: false, started: false, state: { waiting: { reason: 'PodInitializing' } } };
  if (restartPolicy === 'Always')
    return { ...base, ready: true, started: true, state: { running: { startedAt: now } } };
  return {
    ...base,
    ready: true,
    started: false,
    state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } },
  };
}

/** What containerd says of an image that is not there. */
export function pullFailure(image: string): string {
  return `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

/** The kubelet's pause doubles from 10 s up to 5 minutes. */
function crashMessage(pod: Pod, container: string, restarts: number): string {
  const seconds = Math.min(300, 10 * 2 ** Math.max(0, restarts - 1));
  const pause = seconds >= 60 ? `${Math.floor(seconds / 60)}m${seconds % 60}s` : `${seconds}s`;
  return `back-off ${pause} restarting failed container=${container} pod=${pod.metadata.name}_${pod.metadata.namespace ?? ''}(${pod.metadata.uid ?? ''})`;
}

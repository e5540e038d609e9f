import { conditionOf } from './conditions.ts';
import { imageTrouble } from './image-troubles.ts';
import type { KubernetesObject } from './object.ts';
import { schedulingTrouble } from './scheduling-troubles.ts';
import { missingTrouble, startTrouble } from './start-troubles.ts';
import { eventsAbout, type ClusterEvent, type Trouble } from './trouble.ts';

export { explainVolumeClaim, explainWorkload } from './creation-troubles.ts';
export type { ClusterEvent, Trouble } from './trouble.ts';

interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: object;
  readonly terminated?: { readonly exitCode: number; readonly reason?: string; readonly message?: string };
}

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
  const scheduled = conditionOf(pod, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason !== 'SchedulingGated') return schedulingTrouble(scheduled.message ?? '');

  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const container of containers) {
    const trouble = explainContainer(container, about);
    if (trouble !== undefined) return trouble;
  }
  if (status.phase === 'Failed') return endedTrouble(status);
  const starting = status.phase === 'Pending' ? startTrouble(about) : undefined;
  return starting ?? probeTrouble(containers, about);
}

const imageReasons = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'RegistryUnavailable', 'ImageInspectError']);

function explainContainer(container: ContainerStatus, about: readonly ClusterEvent[]): Trouble | undefined {
  const { name, image, state, lastState, restartCount = 0 } = container;
  const { reason = '', message = '' } = state?.waiting ?? {};
  if (imageReasons.has(reason)) {
    const pulled = about.find((event) => event.reason === 'Failed' && event.message?.startsWith('Failed to pull image') === true && event.message.includes(image));
    const said = message === '' || /^Back-off pulling image "[^"]*"$/.test(message) ? (pulled?.message ?? message) : message;
    return imageTrouble({ reason, image, container: name, said });
  }
  if (reason === 'CrashLoopBackOff') return crashTrouble({ name, restartCount, ended: lastState?.terminated });
  if (reason === 'CreateContainerConfigError') return missingTrouble(reason, message);
  if (reason === 'CreateContainerError' || reason === 'RunContainerError' || reason === 'StartError') {
    return { reason, message: `Container ${name} cannot be started: ${message || 'no reason given'}.`, hint: 'Correct what the message names, mostly the command or a mount.', severity: 'error', heals: false };
  }
  const ended = state?.terminated;
  if (ended !== undefined && ended.exitCode !== 0) return crashTrouble({ name, restartCount, ended });
  if (container.ready !== true && lastState?.terminated?.reason === 'OOMKilled') return crashTrouble({ name, restartCount, ended: lastState.terminated });
  return undefined;
}

/** Exit codes with a meaning of their own: those of shells (126, 127) and 128 + signal. */
const exitWords: Readonly<Record<number, string>> = {
  126: 'its command may not be run',
  127: 'its command does not exist in the image',
  134: 'it ended itself after a fault (SIGABRT)',
  137: 'it was killed (SIGKILL)',
  139: 'it crashed (SIGSEGV)',
  143: 'it was asked to end (SIGTERM)',
};

/** From so many restarts on, a program that waits for something else to come up becomes unlikely. */
const restartsUntilError = 5;

function crashTrouble(given: { name: string; restartCount: number; ended: ContainerState['terminated'] }): Trouble {
  const { name, restartCount, ended } = given;
  const often = restartCount === 0 ? '' : restartCount === 1 ? ', restarted once so far' : `, restarted ${restartCount} times so far`;
  if (ended?.reason === 'OOMKilled') {
    return {
      reason: 'OOMKilled',
      message: `Container ${name} used more memory than it may and was killed${often}.`,
      hint: 'Raise the memory limit of the container, or give it less to do.',
      severity: 'error',
      heals: false,
    };
  }
  const code = ended === undefined ? '' : ` with exit code ${ended.exitCode}`;
  const meaning = ended === undefined ? undefined : exitWords[ended.exitCode];
  const said = ended?.message ? ` It said: ${ended.message.trim().slice(-300)}` : '';
  const patient = restartCount < restartsUntilError;
  return {
    reason: 'CrashLoopBackOff',
    message: `Container ${name} ends again and again${code}${meaning === undefined ? '' : `: ${meaning}`}${often}.${said}`,
    hint: patient ? 'It may be waiting for another part to come up. If it goes on, read its log.' : `Read the log of its last attempt (\`kubectl logs --previous -c ${name}\`): it says why.`,
    severity: patient ? 'warning' : 'error',
    heals: patient,
  };
}

function probeTrouble(containers: readonly ContainerStatus[], about: readonly ClusterEvent[]): Trouble | undefined {
  const unready = containers.find((container) => container.state?.running !== undefined && container.ready === false);
  const event = about.find((one) => one.reason === 'Unhealthy');
  if (unready === undefined || event === undefined) return undefined;
  const found = /^(\w+) probe (?:failed|errored)[^:]*: (.*)/s.exec(event.message ?? '');
  return {
    reason: 'Unhealthy',
    message: `Container ${unready.name} runs but does not pass its ${(found?.[1] ?? 'readiness').toLowerCase()} check: ${(found?.[2] ?? event.message ?? 'no reason given').trim()}.`,
    hint: 'It may still be starting. If it goes on, read its log.',
    severity: 'warning',
    heals: true,
  };
}

function endedTrouble(status: PodStatus): Trouble {
  const evicted = status.reason === 'Evicted';
  return {
    reason: status.reason ?? 'Failed',
    message: `${evicted ? 'The node put it out' : 'It failed'}: ${status.message ?? status.reason ?? 'no reason given'}`,
    hint: evicted ? 'The node was short of memory or disk: give nodes more, or the pods less. A new pod is made by itself.' : 'Read its log.',
    severity: 'warning',
    heals: evicted,
  };
}

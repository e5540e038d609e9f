import { imageTrouble } from './images.ts';
import { missingTrouble } from './pod-start.ts';
import type { ClusterEvent, Trouble } from './trouble.ts';

/** The fields of a container's status that are read. Source: Kubernetes API reference, ContainerStatus. */
export interface ContainerStatus {
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

const imageReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
]);
const startErrors = new Set(['CreateContainerError', 'RunContainerError', 'StartError']);

/** What is wrong with one container, or undefined. `about` are the events of its pod, the newest first. */
export function explainContainer(
  container: ContainerStatus,
  about: readonly ClusterEvent[],
  pod: PodName,
): Trouble | undefined {
  return container.state?.waiting === undefined
    ? explainEnded(container, pod)
    : explainWaiting(container, container.state.waiting, { about, pod });
}

/** The pod of a container, for the command that reads its log. */
export interface PodName {
  readonly namespace?: string;
  readonly name: string;
}

function explainWaiting(
  container: ContainerStatus,
  waiting: NonNullable<ContainerState['waiting']>,
  { about, pod }: { about: readonly ClusterEvent[]; pod: PodName },
): Trouble | undefined {
  const { name, image, lastState, restartCount = 0 } = container;
  const { reason = '', message = '' } = waiting;
  if (imageReasons.has(reason))
    return imageTrouble({ reason, image, container: name, said: wordsOfPull(image, message, about) });
  if (reason === 'CrashLoopBackOff') return crashTrouble({ name, restartCount, ended: lastState?.terminated, pod });
  if (reason === 'CreateContainerConfigError') return missingTrouble(reason, message);
  if (startErrors.has(reason)) {
    return {
      reason,
      message: `Container ${name} cannot start: ${message || 'no reason given'}.`,
      hint: 'Correct the part that the message names, usually the command or a mount.',
      severity: 'error',
      heals: false,
    };
  }
  return undefined;
}

function explainEnded(
  { name, state, lastState, ready, restartCount = 0 }: ContainerStatus,
  pod: PodName,
): Trouble | undefined {
  const ended = state?.terminated;
  if (ended !== undefined && ended.exitCode !== 0) return crashTrouble({ name, restartCount, ended, pod });
  const before = lastState?.terminated;
  return ready !== true && before?.reason === 'OOMKilled'
    ? crashTrouble({ name, restartCount, ended: before, pod })
    : undefined;
}

/** While it waits between attempts, only the event of the last one holds what the registry said. */
function wordsOfPull(image: string, message: string, about: readonly ClusterEvent[]): string {
  if (message !== '' && !/^Back-off pulling image "[^"]*"$/.test(message)) return message;
  const pulled = about.find(
    (event) =>
      event.reason === 'Failed' &&
      event.message?.startsWith('Failed to pull image') === true &&
      event.message.includes(image),
  );
  return pulled?.message ?? message;
}

/** Exit codes with a meaning of their own: those of shells (126, 127) and 128 + signal. */
const exitWords: Readonly<Record<number, string>> = {
  126: 'its command is not executable',
  127: 'its command does not exist in the image',
  134: 'it aborted after an error (SIGABRT)',
  137: 'it was killed (SIGKILL)',
  139: 'it crashed (SIGSEGV)',
  143: 'it was told to stop (SIGTERM)',
};

/** From so many restarts on, a program that waits for something else to come up becomes unlikely. */
const restartsUntilError = 5;

interface Crash {
  readonly name: string;
  readonly restartCount: number;
  readonly ended: ContainerState['terminated'];
  readonly pod: PodName;
}

function crashTrouble({ name, restartCount, ended, pod }: Crash): Trouble {
  if (ended?.reason === 'OOMKilled') {
    return {
      reason: 'OOMKilled',
      message: `Container ${name} exceeded its memory limit and was killed${oftenInWords(restartCount)}.`,
      hint: 'Raise the memory limit of the container, or reduce its load.',
      severity: 'error',
      heals: false,
    };
  }
  const patient = restartCount < restartsUntilError;
  return {
    reason: 'CrashLoopBackOff',
    message: `Container ${name} keeps crashing${ended === undefined ? '' : exitInWords(ended.exitCode)}${oftenInWords(restartCount)}.${lastWords(ended?.message)}`,
    hint: patient
      ? 'The container may be waiting for another component to start. If this continues, read its log.'
      : `Read the log of its last attempt (\`kubectl logs --previous -n ${pod.namespace ?? 'default'} ${pod.name} -c ${name}\`): it says why.`,
    severity: patient ? 'warning' : 'error',
    heals: patient,
  };
}

function exitInWords(code: number): string {
  const meaning = exitWords[code];
  return ` with exit code ${code}${meaning === undefined ? '' : `: ${meaning}`}`;
}

function oftenInWords(restarts: number): string {
  if (restarts === 0) return '';
  return restarts === 1 ? ', restarted once so far' : `, restarted ${restarts} times so far`;
}

function lastWords(message: string | undefined): string {
  return message ? ` It said: ${message.trim().slice(-300)}` : '';
}

import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how long CCP is asked. All in milliseconds. */
export interface CcpPacing {
  readonly connectTimeout: number;
  /** For one answer. */
  readonly answerTimeout: number;
  /** Before the first retry of a GET. Doubles for each next retry. */
  readonly retryWait: number;
  /** Between two polls of a cluster: a tenth of the time waited so far, at least the first and at most the second value. */
  readonly shortestPoll: number;
  readonly longestPoll: number;
  /** Between looks in the list for a cluster whose order got no clear answer: a new one may be missing from the list at first. */
  readonly lookWaits: readonly number[];
  /** After this time the run gets a warning. */
  readonly slowAfter: number;
  /** After this it fails. */
  readonly giveUpAfter: number;
  /** How long CCP may be unreachable or answer invalidly before the wait fails. */
  readonly troubleLimit: number;
  /** How long a kubeconfig may be missing once the cluster is READY. */
  readonly kubeconfigWait: number;
}

const minute = 60_000;

/** For real CCPs: they take minutes, so they are polled rarely. */
export const defaultPacing: CcpPacing = {
  connectTimeout: 10_000,
  answerTimeout: 60_000,
  retryWait: 500,
  shortestPoll: 250,
  longestPoll: 5_000,
  lookWaits: [1_000, 2_000, 4_000, 8_000, 15_000],
  slowAfter: 30 * minute,
  giveUpAfter: 240 * minute,
  troubleLimit: 10 * minute,
  kubeconfigWait: 2 * minute,
};

/** Waits until the next look at something that has been looked at since `startedAt` (of `performance.now()`). */
export async function pauseForPoll(startedAt: number, pacing: CcpPacing, signal: AbortSignal): Promise<void> {
  const tenth = (performance.now() - startedAt) / 10;
  await pause(Math.min(pacing.longestPoll, Math.max(pacing.shortestPoll, tenth)), signal);
}

/** Waits, or returns at once when the signal aborts. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
}

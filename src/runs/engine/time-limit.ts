import { defaultTimeoutSeconds, type RunOptions } from '../../api/run-options.ts';
import type { WaitView } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import type { NewEvent } from './step.ts';

/** The time limit of a run's attempt, and the error when it expires. */
export interface TimeLimit {
  /** Aborts when the limit expires; never without a limit. */
  readonly signal: AbortSignal;
  /** Tracks, from the events, what the run is waiting for. */
  readonly note: (event: NewEvent) => void;
  /** The error of the expired attempt, with what it was last waiting for. */
  readonly error: (run: { readonly id: string; readonly installation: string }) => MlaError;
}

/** The clock starts immediately. */
export function startTimeLimit({ timeoutSeconds = defaultTimeoutSeconds }: RunOptions): TimeLimit {
  let step = 'its first step';
  let waits: readonly WaitView[] = [];
  return {
    signal: timeoutSeconds === 0 ? new AbortController().signal : expireAfter(timeoutSeconds * 1000),
    note: ({ type, data = {} }) => {
      if (type === 'step.started') [step, waits] = [`the step “${String(data['title'])}”`, []];
      if (type === 'wait.changed') waits = data['waits'] as readonly WaitView[];
    },
    error: ({ installation }) => {
      const wait = waits.find(({ later }) => later !== true);
      const why = wait?.why ?? 'It needs more time than the run was given.';
      return new MlaError('run.timedOut', {
        installation,
        limit: sayLimit(timeoutSeconds),
        waiting: wait?.what ?? step,
        why,
      });
    },
  };
}

/** The longest time of a timer of JavaScript, in milliseconds: 24.8 days. A longer one expires immediately. */
const longestTimer = 2 ** 31 - 1;

function expireAfter(milliseconds: number): AbortSignal {
  if (milliseconds <= longestTimer) return AbortSignal.timeout(milliseconds);
  const expired = new AbortController();
  const waitForRest = (): void => {
    const rest = expireAfter(milliseconds - longestTimer);
    rest.addEventListener('abort', () => expired.abort(rest.reason));
  };
  setTimeout(waitForRest, longestTimer).unref();
  return expired.signal;
}

/** `90 s`, `30 min`, `2 h`: the largest unit without a remainder. */
function sayLimit(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

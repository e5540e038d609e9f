import { defaultTimeoutSeconds, type RunOptions } from '../../api/run-options.ts';
import type { WaitView } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import type { NewEvent } from './step.ts';

/** How long an attempt of a run may take, and what to say when its time is over. */
export interface TimeLimit {
  /** Aborts when the time is over; never where there is no limit. */
  readonly signal: AbortSignal;
  /** Remembers from the events what is being waited for. */
  readonly note: (event: NewEvent) => void;
  /** Why the attempt ended, with what it was waiting for at last. */
  readonly error: (run: { readonly id: string; readonly installation: string }) => MlaError;
}

/** Begins to count at once. */
export function startTimeLimit({ timeoutSeconds = defaultTimeoutSeconds }: RunOptions): TimeLimit {
  let step = 'its first step';
  let waits: readonly WaitView[] = [];
  return {
    signal: timeoutSeconds === 0 ? new AbortController().signal : AbortSignal.timeout(timeoutSeconds * 1000),
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

/** `90 s`, `30 min`, `2 h`: the largest unit that fits without a rest. */
function sayLimit(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

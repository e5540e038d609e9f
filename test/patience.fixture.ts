import { setTimeout as pause } from 'node:timers/promises';

const minute = 60_000;

/**
 * Every time limit of a test, in milliseconds. It ends what hangs, and decides nothing else: a machine that is five
 * times slower, and busy, stays far below. A test that waits gives no limit of its own (scripts/check/time-limits.mjs).
 */
export const patience = {
  /** For one condition: an element on a page, a state in a store, an answer. */
  condition: 3 * minute,
  /** For a piece of work of many steps: a whole run, an install, a program from start to end. */
  work: 8 * minute,
  /** For a test or hook, by project. Longer than the work in it, so that what hangs there says so. */
  unit: 9 * minute,
  browser: 9 * minute,
  sandbox: 15 * minute,
} as const;

/** What the product promises to do in time, in milliseconds. Only these decide a test. */
export const promises = {
  /** From a cancel until the run has ended, and with it every process that it started. */
  cancel: 2000,
  /** From the death of a process until another one works on its run. */
  takeOver: 15_000,
} as const;

/** Fails when the answer comes later than promised. */
export async function within<T>(limit: number, answer: Promise<T>): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      answer,
      pause(limit, undefined, { signal: late.signal }).then(() => {
        throw new Error(`no answer within ${limit / 1000} s`);
      }),
    ]);
  } finally {
    late.abort();
  }
}

/** Ends a request, run or program that hangs. */
export const hangSignal = (): AbortSignal => AbortSignal.timeout(patience.work);

/** Asks until the answer is a value, and gives it. Fails with the last thing seen. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  const limit = AbortSignal.timeout(patience.work);
  let last: unknown;
  while (!limit.aborted) {
    const answer = await ask().catch((thrown: unknown) => {
      last = thrown;
      return undefined;
    });
    if (answer !== undefined && answer !== false) return answer;
    await pause(100);
  }
  throw new Error(`not so after ${patience.work / 1000} s`, { cause: last });
}

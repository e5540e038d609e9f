import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds. */
const longestClose = 1000;

/**
 * Waits until connections are closed, at most one second: some sockets never report that they are closed. Never
 * throws.
 */
export async function closeSoon(closings: readonly Promise<unknown>[]): Promise<void> {
  const done = new AbortController();
  const late = wait(longestClose, undefined, { signal: done.signal, ref: false }).catch(() => undefined);
  await Promise.race([Promise.allSettled(closings), late]);
  done.abort();
}

import { setTimeout as pause } from 'node:timers/promises';

/** Work that continues when the browser leaves. It ends with the server. */
export interface Background {
  /** Aborts when the server stops. */
  readonly closing: AbortSignal;
  /** The server waits for it when it stops. Its failure is its owner's. */
  readonly keep: (work: Promise<unknown>) => void;
  /** Aborts, and waits for what is kept to clean up, for a while. */
  readonly end: () => Promise<void>;
}

/** How long work has to clean up when the server stops, in milliseconds. What takes longer, the next work finds. */
const cleaningMayTake = 10_000;

export function createBackground(patience = cleaningMayTake): Background {
  const closing = new AbortController();
  const kept = new Set<Promise<unknown>>();
  return {
    closing: closing.signal,
    keep(work) {
      kept.add(work);
      const forget = (): void => void kept.delete(work);
      work.then(forget, forget);
    },
    async end() {
      closing.abort();
      const enough = new AbortController();
      const limit = pause(patience, undefined, { signal: enough.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(kept), limit]);
      enough.abort();
    },
  };
}

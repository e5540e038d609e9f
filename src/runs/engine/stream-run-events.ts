import { finalRunStates, type RunEvent } from '../../api/run.ts';
import type { RunReads } from './share-concurrent-reads.ts';

const pageSize = 500;
/** The longest delay when a wake is missed because the database's listener reconnected, in milliseconds. */
const lookEvery = 5000;

/**
 * All events of a run after an id, in pages, past and live, until its last one.
 * Reads by id, so that none is missed or repeated; a wake only says when to
 * read. Ends without an error when the signal aborts.
 */
export async function* followRun(
  store: RunReads,
  runId: string,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<RunEvent[]> {
  let cursor = after;
  let woken = Promise.withResolvers<unknown>();
  const isOver = (): boolean => signal.aborted;
  const stop = store.watchRun(runId, () => woken.resolve(undefined));
  signal.addEventListener('abort', () => woken.resolve(undefined));
  try {
    while (!isOver()) {
      woken = Promise.withResolvers<unknown>();
      const events = await store.readEvents(runId, { after: cursor, limit: pageSize });
      const last = events.at(-1);
      if (last) yield events;
      cursor = last?.id ?? cursor;
      if (events.length === pageSize) continue;
      const run = await store.getRun(runId);
      if (run.lastEventId > cursor) continue;
      if (isOver() || finalRunStates.includes(run.state)) return;
      const timer = setTimeout(woken.resolve, lookEvery);
      await woken.promise;
      clearTimeout(timer);
    }
  } finally {
    stop();
  }
}

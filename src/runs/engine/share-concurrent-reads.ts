import type { RunEvent } from '../../api/run.ts';
import type { RunRecord, RunStore } from '../store/run-store.ts';

/** The part of the store that following a run needs. */
export type RunReads = Pick<RunStore, 'getRun' | 'readEvents' | 'watchRun'>;

/**
 * Coalesces identical reads that are concurrent. Readers of one run wake
 * together and ask for the same events, so twenty cost the database as much as
 * one. The pages are shared: do not modify them.
 */
export function shareReads(store: RunReads): RunReads {
  const pages = new Map<string, Promise<RunEvent[]>>();
  const records = new Map<string, Promise<RunRecord>>();
  return {
    watchRun: (runId, wake) => store.watchRun(runId, wake),
    getRun: (id) => shared(records, id, () => store.getRun(id)),
    readEvents: (runId, { after, limit }) =>
      shared(pages, JSON.stringify([runId, after, limit]), () => store.readEvents(runId, { after, limit })),
  };
}

/** The pending answer, else a new one. It is dropped once it arrives, so that nobody gets a stale one. */
function shared<T>(underWay: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = underWay.get(key);
  if (known !== undefined) return known;
  const answer = ask().finally(() => underWay.delete(key));
  underWay.set(key, answer);
  return answer;
}

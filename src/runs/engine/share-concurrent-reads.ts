import type { RunEvent } from '../../api/run.ts';
import type { RunRecord, RunStore } from '../store/run-store.ts';

/** What following a run takes of the store. */
export type RunReads = Pick<RunStore, 'getRun' | 'readEvents' | 'watchRun'>;

/**
 * The same reads, asked once for all who ask the same at the same time.
 * Readers of one run wake together and ask for the same events, so twenty of them cost
 * the database as much as one. The pages are shared: they
 * are not to be changed.
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

/** The answer that is under way, else a new one. It is kept no longer than it takes, so that nobody gets an old one. */
function shared<T>(underWay: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const known = underWay.get(key);
  if (known !== undefined) return known;
  const answer = ask().finally(() => underWay.delete(key));
  underWay.set(key, answer);
  return answer;
}

import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/schema.ts';

/** Wakes readers of runs. A wake says "look again", never what there is to see. */
export interface RunSignals {
  readonly watchRun: (runId: string, wake: () => void) => () => void;
  readonly watchQueue: (wake: () => void) => () => void;
}

const runChannel = 'mlanywhere_run';
const queueChannel = 'mlanywhere_queue';

/** The sending side: part of the transaction, so that a wake never comes before what it tells of. */
export async function notifyReaders(writer: Transaction<Tables>, runId: string): Promise<void> {
  await sql`select pg_notify(${runChannel}, ${runId})`.execute(writer);
}

/** Tells workers that a run waits to be claimed or cancelled. */
export async function notifyWorkers(writer: Transaction<Tables>): Promise<void> {
  await sql`select pg_notify(${queueChannel}, '')`.execute(writer);
}

/** The receiving side: one listener on the database, many readers in this process. */
export async function openRunSignals(database: Database): Promise<RunSignals> {
  const readers = new Map<string, Set<() => void>>();
  const queue = new Set<() => void>();
  await database.listen(runChannel, (runId) => {
    const woken = runId === '' ? [...readers.values()].flatMap((wakes) => [...wakes]) : [...(readers.get(runId) ?? [])];
    for (const wake of woken) wake();
  });
  await database.listen(queueChannel, () => {
    for (const wake of queue) wake();
  });
  return {
    watchRun(runId, wake) {
      const wakes = readers.get(runId) ?? new Set();
      readers.set(runId, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && readers.get(runId) === wakes) readers.delete(runId);
      };
    },
    watchQueue(wake) {
      queue.add(wake);
      return () => queue.delete(wake);
    },
  };
}

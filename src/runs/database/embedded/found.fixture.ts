import { sql } from 'kysely';
import type { RunStore } from '../../store/run-store.ts';
import type { Database } from '../open-database.ts';

/** What a database holds of the events that were appended to its one run. */
export interface Found {
  readonly found: readonly (readonly [id: number, message: string])[];
  /** As the database itself counts, over the table and not its index. */
  readonly counted: { readonly count: number; readonly sum: number | null } | undefined;
}

export async function readFound(database: Database, store: Pick<RunStore, 'readEvents'>): Promise<Found> {
  const found = await store.readEvents('append-1', { after: 0, limit: 100_000 });
  const { rows } = await sql<{
    count: number;
    sum: number;
  }>`select count(*)::int as count, sum(length(message))::int as sum from run_event`.execute(database.sql);
  return { found: found.map(({ id, message }) => [id, message]), counted: rows[0] };
}

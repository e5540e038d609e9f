import type { RunStateName } from '../../api/run.ts';
import type { Database } from '../database/open-database.ts';

/** How many runs are in each state. */
export async function countRuns({ sql }: Pick<Database, 'sql'>): Promise<Partial<Record<RunStateName, number>>> {
  const rows = await sql
    .selectFrom('run')
    .select(['state', (count) => count.fn.countAll<string | number>().as('runs')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, runs }) => [state, Number(runs)]));
}

import { sql as text } from 'kysely';
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

/** How many runs that a person asked for have not ended. */
export async function countRunsOf({ sql }: Pick<Database, 'sql'>, person: string): Promise<number> {
  const { runs } = await sql
    .selectFrom('run')
    .select((count) => count.fn.countAll<string | number>().as('runs'))
    .where('state', 'in', ['queued', 'running', 'paused'])
    .where(text`requested_by ->> 'id'`, '=', person)
    .executeTakeFirstOrThrow();
  return Number(runs);
}

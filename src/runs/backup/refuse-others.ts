import { sql } from 'kysely';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../database/open-database.ts';
import { describeAddress } from '../database/postgres-address.ts';

/**
 * For work during which no other process may use the database. A server of PostgreSQL has one connection that listens for
 * each process, this one too. An embedded database is locked anyway. Throws `database.usedByOthers`.
 */
export async function refuseOthers({ sql: tables }: Database, url: string | undefined): Promise<void> {
  if (url === undefined) return;
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pg_stat_activity
    where datname = current_database() and application_name = 'mlanywhere listener'`.execute(tables);
  if ((rows[0]?.count ?? 0) > 1) throw new MlaError('database.usedByOthers', { address: describeAddress(url) });
}

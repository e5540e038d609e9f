import { sql } from 'kysely';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';

/** The database refuses to delete younger entries. */
const leastDays = 30;

/** How many days an entry stays, of MLA_KEEP_AUDIT; undefined: always. Throws `cli.badValue`. */
export function readKeepAudit(text: string | undefined): number | undefined {
  if (text === undefined || text === '' || text === 'all') return undefined;
  const days = Number(text);
  if (/^\d{1,5}$/.test(text) && days >= leastDays) return days;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: 'MLA_KEEP_AUDIT',
    expected: `a number of days from ${leastDays}, or \`all\``,
    example: 'MLA_KEEP_AUDIT=365',
  });
}

/** Deletes entries that are older than so many days. Returns how many. */
export async function pruneAudit(database: Database, days: number): Promise<number> {
  return database.write(async (writer) => {
    const end = sql<Date>`now() - ${sql.lit(`${days} days`)}::interval`;
    // For this transaction alone: without it, the database refuses every deletion.
    await sql`select set_config('mlanywhere.audit_deleted_before', (${end})::text, true)`.execute(writer);
    const { numDeletedRows } = await writer.deleteFrom('audit_entry').where('time', '<', end).executeTakeFirst();
    return Number(numDeletedRows);
  });
}

import { sql } from 'kysely';
import { sayCount } from '../../api/say-count.ts';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../database/open-database.ts';
import type { Writer } from '../store/run-rows.ts';
import { leftOut } from './backup-file.ts';
import { listTables, type TableShape } from './list-tables.ts';
import type { Backup } from './read-backup.ts';

/** Rows that are inserted at once. */
const pageSize = 200;

/** Replaced in any case: most other tables depend on them, and what is set was sealed with the key of that time. */
const replaced = ['installation', 'connection', 'run', 'setting'] as const;

/** What shows that somebody has put something into a database: rows that a new one does not have. */
const contents = [
  { table: 'installation', noun: ['installation', 'installations'] },
  { table: 'connection', noun: ['connection', 'connections'] },
  { table: 'run', noun: ['run', 'runs'] },
  { table: 'person', noun: ['person', 'people'], where: sql<boolean>`id <> 'owner' or password is not null` },
  { table: 'api_token', noun: ['API token', 'API tokens'] },
  { table: 'release_bundle', noun: ['release', 'releases'] },
] as const;

/** The database refuses to delete its entries: those of the backup are added, with new ids. */
const audit = 'audit_entry';

export interface Restored {
  readonly installations: number;
  /** Ids of the runs that were under way when the backup was made. */
  readonly continuing: readonly string[];
}

/**
 * Replaces the contents of a database, or changes nothing. Runs that were under
 * way are paused: the next worker continues them. Throws `backup.notEmpty`,
 * unless `replace`.
 */
export async function restoreBackup(
  backup: Backup,
  { database, replace }: { readonly database: Database; readonly replace: boolean },
): Promise<Restored> {
  return database.write(async (writer) => {
    // Two restores at once, or a server that starts meanwhile, wait.
    await sql`lock table installation, connection, run in access exclusive mode`.execute(writer);
    if (!replace) await refuseContents(writer);
    const tables = await listTables(writer);
    const gone = tables.filter(
      ({ name }) =>
        (backup.rows.has(name) && name !== audit) || (leftOut.includes(name) && !name.startsWith('kysely_')),
    );
    const cleared = [...new Set([...replaced, ...gone.map(({ name }) => name)])];
    await sql`truncate ${sql.join(cleared.map((name) => sql.table(name)))} cascade`.execute(writer);
    for (const table of tables) await insertRows(writer, table, backup.rows.get(table.name) ?? []);
    const continuing = await writer
      .updateTable('run')
      .set((run) => ({ state: 'paused', worker: null, heartbeat_at: null, fence: run('fence', '+', 1) }))
      .where('state', 'in', ['running', 'paused'])
      .returning('id')
      .execute();
    return {
      installations: backup.rows.get('installation')?.length ?? 0,
      continuing: continuing.map(({ id }) => id),
    };
  });
}

async function insertRows(
  writer: Writer,
  { name, columns }: TableShape,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  // A column that is newer than the backup gets its default.
  const known = columns
    .filter((column) => rows.some((row) => column in row) && !(name === audit && column === 'id'))
    .map((column) => sql.ref(column));
  const table = sql.table(name);
  const isThere =
    name === audit
      ? sql<boolean>`exists (select from ${table} as here where (here.time, here."by", here.action, here.target) = (given.time, given."by", given.action, given.target))`
      : sql<boolean>`false`;
  for (let from = 0; from < rows.length; from += pageSize) {
    const page = JSON.stringify(rows.slice(from, from + pageSize));
    await sql`insert into ${table} (${sql.join(known)})
      select ${sql.join(known)} from jsonb_populate_recordset(null::${table}, ${page}::jsonb) as given
      where not ${isThere}`.execute(writer);
  }
}

async function refuseContents(writer: Writer): Promise<void> {
  const counts = await Promise.all(
    contents.map(async ({ table, noun, ...given }) => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from ${sql.table(table)}
        where ${'where' in given ? given.where : sql`true`}`.execute(writer);
      return { count: rows[0]?.count ?? 0, noun };
    }),
  );
  const found = counts
    .filter(({ count }) => count > 0)
    .map(({ count, noun: [one, many] }) => sayCount(count, one, many));
  if (found.length > 0) throw new MlaError('backup.notEmpty', { contents: found.join(', ') });
}

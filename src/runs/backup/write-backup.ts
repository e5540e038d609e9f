import { createGzip } from 'node:zlib';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/schema.ts';
import { leftOut, type BackupHeader, type BundleInBackup } from './backup-file.ts';
import { listTables, type TableShape } from './list-tables.ts';

export interface BackupParts {
  readonly database: Database;
  readonly version: string;
  readonly bundles: () => Promise<readonly BundleInBackup[]>;
  readonly now?: () => Date;
}

/** Rows that are read at once. */
const pageSize = 500;

/** The whole database as it is at one moment, however long the reading takes. */
export async function writeBackup({
  database,
  version,
  bundles,
  now = () => new Date(),
}: BackupParts): Promise<Buffer> {
  const releases = await bundles();
  return database.sql.transaction().execute(async (reader) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(reader);
    // The compression may take longer than a transaction of a worker may stand.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(reader);
    return buffer(Readable.from(lines(reader, { version, createdAt: now(), releases })).pipe(createGzip()));
  });
}

async function* lines(
  reader: Transaction<Tables>,
  given: { readonly version: string; readonly createdAt: Date; readonly releases: readonly BundleInBackup[] },
): AsyncGenerator<string> {
  const tables = (await listTables(reader)).filter(({ name }) => !leftOut.includes(name));
  const applied = await reader.selectFrom('kysely_migration').select('name').orderBy('name').execute();
  const header: BackupHeader = {
    mlanywhere: 'backup',
    format: 1,
    version: given.version,
    createdAt: given.createdAt.toISOString(),
    migrations: applied.map(({ name }) => name),
    keys: await listKeys(reader, tables),
  };
  yield `${JSON.stringify(header)}\n`;
  let entries = 0;
  for (const { name } of tables) {
    for await (const row of readRows(reader, name)) {
      entries += 1;
      yield `{"table":${JSON.stringify(name)},"row":${row}}\n`;
    }
  }
  for (const { source, content } of given.releases) {
    entries += 1;
    yield `${JSON.stringify({ bundle: { source, content: Buffer.from(content).toString('base64') } })}\n`;
  }
  yield `${JSON.stringify({ end: { entries } })}\n`;
}

/** As JSON texts. A cursor, so that a long table is never whole in memory. */
async function* readRows(reader: Transaction<Tables>, table: string): AsyncGenerator<string> {
  await sql`declare backup no scroll cursor for select to_jsonb(one)::text as row from ${sql.table(table)} as one`.execute(
    reader,
  );
  for (;;) {
    const { rows } = await sql<{ row: string }>`fetch ${sql.lit(pageSize)} from backup`.execute(reader);
    for (const { row } of rows) yield row;
    if (rows.length < pageSize) break;
  }
  await sql`close backup`.execute(reader);
}

/** Each sealed text begins with a version and the id of its key. */
async function listKeys(reader: Transaction<Tables>, tables: readonly TableShape[]): Promise<string[]> {
  const keys = new Set<string>();
  for (const { name } of tables.filter(({ columns }) => columns.includes('sealed'))) {
    const { rows } = await sql<{ key: string }>`
      select distinct split_part(sealed, '.', 2) as key from ${sql.table(name)}`.execute(reader);
    for (const { key } of rows) keys.add(key);
  }
  return [...keys].toSorted();
}

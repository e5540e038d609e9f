import type { Kysely } from 'kysely';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/schema.ts';
import { storableJson } from '../store/storable.ts';

/** Tables that keep the last view of some work on an installation. */
type ViewTable = 'verification' | 'proxy_check';

/** Replaces the view of an installation. */
export async function saveView(
  database: Pick<Database, 'write'>,
  table: ViewTable,
  { installation, view }: { readonly installation: string; readonly view: unknown },
): Promise<void> {
  const row = { view: storableJson(view) };
  await database.write((writer) =>
    writer
      .insertInto(table)
      .values({ installation, ...row })
      .onConflict((conflict) => conflict.column('installation').doUpdateSet(row))
      .execute(),
  );
}

/** Undefined where there is none. */
export async function findView(tables: Kysely<Tables>, table: ViewTable, installation: string): Promise<unknown> {
  const row = await tables.selectFrom(table).select('view').where('installation', '=', installation).executeTakeFirst();
  return row?.view;
}

import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/schema.ts';

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
}

/** All tables, each after those that its foreign keys lead to. */
export async function listTables(reader: Kysely<Tables>): Promise<TableShape[]> {
  const { rows } = await sql<{ name: string; columns: string[]; needs: string[] }>`
    select one.relname as name,
      array(select attname::text from pg_attribute where attrelid = one.oid and attnum > 0 and not attisdropped) as columns,
      array(select confrelid::regclass::text from pg_constraint where conrelid = one.oid and contype = 'f' and confrelid <> one.oid) as needs
    from pg_class as one
    where one.relkind = 'r' and one.relnamespace = current_schema()::regnamespace
    order by one.relname`.execute(reader);
  const sorted: TableShape[] = [];
  const waiting = new Map(rows.map((row) => [row.name, row]));
  while (waiting.size > 0) {
    const next = [...waiting.values()].filter(({ needs }) => needs.every((name) => !waiting.has(name)));
    if (next.length === 0) throw new Error('tables refer to each other in a circle');
    for (const { name, columns } of next) {
      sorted.push({ name, columns });
      waiting.delete(name);
    }
  }
  return sorted;
}

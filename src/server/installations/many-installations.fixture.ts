import { sql, type KyselyPlugin } from 'kysely';
import type { Database } from '../../runs/database/open-database.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';

/**
 * Installations `i-0001`…, oldest first, each with a run that succeeded. Ten
 * at a time have the same age, and between tens lies a microsecond: less than
 * a `Date` can hold. The newest run of each seventh one failed before it
 * changed anything.
 */
export async function storeInstallations(database: Database, count: number): Promise<void> {
  const spec = JSON.stringify(sandboxInstallation('i'));
  await database.write(async (writer) => {
    const each = sql`generate_series(1, ${count}::integer) as number, lateral (select
      'i-' || lpad(number::text, 4, '0') as name,
      timestamptz '2026-01-01' + number / 10 * interval '1 microsecond' as made,
      jsonb_set(${spec}::jsonb, '{metadata,name}', to_jsonb('i-' || lpad(number::text, 4, '0'))) as spec) as one`;
    await sql`insert into installation (name, created_at, spec) select name, made, spec from ${each}`.execute(writer);
    await sql`insert into run (id, installation, kind, state, attempt, created_at, spec, last_event_id)
      select name || '-1', name, 'create', 'succeeded', 1, made, spec, 3 from ${each}`.execute(writer);
    await sql`insert into run (id, installation, kind, state, attempt, created_at, spec, last_event_id)
      select name || '-2', name, 'create', 'failed', 1, made + interval '1 second', spec, 3 from ${each} where number % 7 = 0`.execute(
      writer,
    );
    await sql`insert into run_event (run_id, id, time, attempt, type, severity, message, data)
      select run.id, event.id, run.created_at, 1, event.type, 'info', event.type, event.data::jsonb
      from run, lateral (values
        (1, 'run.queued', '{"kind": "create"}'),
        (2, 'run.started', '{"steps": []}'),
        (3, 'run.' || run.state, case when run.state = 'failed' then ${JSON.stringify({ error: failure })} else '{}' end)
      ) as event (id, type, data)`.execute(writer);
  });
}

const failure = {
  code: 'MLA-PREFLIGHT-001',
  kind: 'refused',
  message: 'refused',
  cause: 'a test',
  fix: 'none',
  details: {},
};

/** The database with a count of what is asked of it, outside transactions. */
export function countQueries(database: Database): { readonly counted: Database; readonly take: () => number } {
  let queries = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      queries += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const take = (): number => {
    const before = queries;
    queries = 0;
    return before;
  };
  return { counted: { ...database, sql: database.sql.withPlugin(plugin) }, take };
}

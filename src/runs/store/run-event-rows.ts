import { sql, type Kysely, type Transaction } from 'kysely';
import type { RunEvent } from '../../api/run.ts';
import type { Tables } from '../database/schema.ts';
import type { TimedEvent } from './run-store.ts';
import { storableJson } from './storable.ts';

/** Adds events in one statement, numbered from `firstId` on. The caller has raised the run's counter in the same transaction. */
export async function insertEvents(
  writer: Transaction<Tables>,
  batch: {
    readonly runId: string;
    readonly attempt: number;
    readonly firstId: number;
    readonly events: readonly TimedEvent[];
  },
): Promise<void> {
  const { runId, attempt, firstId, events } = batch;
  if (events.length === 0) return;
  const rows = events.map((event, index) => ({ ...event, id: firstId + index, time: event.time.toISOString() }));
  await sql`
    insert into run_event (run_id, attempt, id, time, type, severity, phase, step, component, code, message, data)
    select ${runId}, ${attempt}::integer, id, time, type, severity, phase, step, component, code, message, data
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as event (
      id integer, time timestamptz, type text, severity text, phase text, step text, component text, code text, message text, data jsonb
    )`.execute(writer);
}

/** The columns of events as the database answers with them. */
interface EventColumns {
  readonly ids: readonly number[];
  readonly milliseconds: readonly number[];
  readonly attempts: readonly number[];
  readonly types: readonly string[];
  readonly severities: readonly RunEvent['severity'][];
  readonly phases: readonly (RunEvent['phase'] | null)[];
  readonly steps: readonly (string | null)[];
  readonly components: readonly (string | null)[];
  readonly codes: readonly (string | null)[];
  readonly messages: readonly string[];
  readonly contents: readonly (Record<string, unknown> | null)[];
}

/** Events after an id, oldest first. In the embedded database, a JSON text for each column costs less than half of what a thousand rows do. */
export async function selectEvents(
  reader: Kysely<Tables>,
  runId: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<RunEvent[]> {
  const { rows } = await sql<EventColumns | { readonly ids: null }>`
    select json_agg(id) as ids, json_agg(date_part('epoch', time) * 1000) as milliseconds, json_agg(attempt) as attempts,
      json_agg(type) as types, json_agg(severity) as severities, json_agg(phase) as phases, json_agg(step) as steps,
      json_agg(component) as components, json_agg(code) as codes, json_agg(message) as messages, json_agg(data) as contents
    from (select * from run_event where run_id = ${runId} and id > ${after} order by id limit ${limit}) as one`.execute(
    reader,
  );
  const [columns] = rows;
  if (columns === undefined || columns.ids === null) return [];
  return columns.ids.map((_id, index) => eventAt(columns, index, runId));
}

/** Fields without a value are left out. */
function eventAt(columns: EventColumns, index: number, runId: string): RunEvent {
  const of = <T>(column: readonly T[]): T => column[index] as T;
  const [phase, step, component] = [of(columns.phases), of(columns.steps), of(columns.components)];
  const [code, data] = [of(columns.codes), of(columns.contents)];
  return {
    id: of(columns.ids),
    runId,
    // Microseconds of the database are nobody's: it is written in milliseconds.
    time: new Date(Math.round(of(columns.milliseconds))).toISOString(),
    attempt: of(columns.attempts),
    type: of(columns.types),
    severity: of(columns.severities),
    ...(phase !== null && { phase }),
    ...(step !== null && { step }),
    ...(component !== null && { component }),
    ...(code !== null && { code }),
    message: of(columns.messages),
    ...(data !== null && { data }),
  };
}

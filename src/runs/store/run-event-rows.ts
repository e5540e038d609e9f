import { sql, type Selectable, type Transaction } from 'kysely';
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

/** A row as the event it holds: fields without a value are left out. */
export function readEvent(row: Selectable<Tables['run_event']>): RunEvent {
  return {
    id: row.id,
    runId: row.run_id,
    time: row.time.toISOString(),
    attempt: row.attempt,
    type: row.type,
    severity: row.severity,
    ...(row.phase !== null && { phase: row.phase }),
    ...(row.step !== null && { step: row.step }),
    ...(row.component !== null && { component: row.component }),
    ...(row.code !== null && { code: row.code }),
    message: row.message,
    ...(row.data !== null && { data: row.data }),
  };
}

import type { Kysely, Selectable, Transaction } from 'kysely';
import { MlaError } from '../../errors/error.ts';
import type { Tables } from '../database/schema.ts';
import type { RunRecord } from './run-store.ts';

/** The transaction of one change. */
export type Writer = Transaction<Tables>;

/** The row of a run. Throws `run.notFound`. */
export async function requireRun(
  reader: Kysely<Tables>,
  id: string,
  lock?: 'for update',
): Promise<Selectable<Tables['run']>> {
  const query = reader.selectFrom('run').selectAll().where('id', '=', id);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (!row) throw new MlaError('run.notFound', { run: id });
  return row;
}

export function toRecord(row: Selectable<Tables['run']>): RunRecord {
  return {
    id: row.id,
    installation: row.installation,
    kind: row.kind,
    state: row.state,
    attempt: row.attempt,
    createdAt: row.created_at,
    spec: row.spec,
    options: row.options,
    requestedBy: row.requested_by ?? undefined,
    cancelRequested: row.cancel_requested,
    lastEventId: row.last_event_id,
  };
}

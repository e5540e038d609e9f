import { sql, type Selectable } from 'kysely';
import type { Requester } from '../../api/principal.ts';
import { finalRunStates, type RunStateName } from '../../api/run.ts';
import type { RunOptions } from '../../api/run-options.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { runKinds } from '../../run-view/run-kinds.ts';
import type { Tables } from '../database/schema.ts';
import { hasInstallation } from './has-installation.ts';
import { insertEvents } from './run-event-rows.ts';
import { requireRun, toRecord, type Writer } from './run-rows.ts';
import { notifyReaders, notifyWorkers } from './run-signals.ts';
import type { RunRecord, RunStore } from './run-store.ts';
import { storableJson } from './storable.ts';

const unfinished: readonly RunStateName[] = ['queued', 'running', 'paused'];

export async function createRun(writer: Writer, request: Parameters<RunStore['createRun']>[0]): Promise<RunRecord> {
  const { installation, kind, options = {}, mustBeNew = false, also, by } = request;
  const { name } = installation.metadata;
  const spec = storableJson(installation);
  const { leaves, begins = false } = runKinds[kind];
  const makes = leaves === 'cluster' || begins;
  if (makes) await holdConnection(writer, installation);
  // Locks the installation's row, so that concurrent requests run one after the other.
  if (makes) {
    await writer
      .insertInto('installation')
      .values({ name, spec, created_at: sql<Date>`now()` })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ spec }))
      .execute();
  } else {
    const known = await writer
      .selectFrom('installation')
      .select('name')
      .where('name', '=', name)
      .forUpdate()
      .executeTakeFirst();
    if (!known) throw new MlaError('run.installationNotFound', { installation: name });
  }
  if (mustBeNew) await refuseExisting(writer, name);
  await refuseSecondRun(writer, name);
  await also?.(writer);
  // Not their number: old runs may have been deleted.
  const { last } = await writer
    .selectFrom('run')
    .select(sql<number | null>`max(substring(id from '[0-9]+$')::integer)`.as('last'))
    .where('installation', '=', name)
    .executeTakeFirstOrThrow();
  const row = await writer
    .insertInto('run')
    .values({
      id: `${name}-${(last ?? 0) + 1}`,
      installation: name,
      kind,
      state: 'queued',
      spec,
      options: JSON.stringify(options),
      requested_by: by === undefined ? null : JSON.stringify(named(by).by),
      created_at: sql<Date>`now()`,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tell(writer, row, { type: 'run.queued', message: `Run ${row.id} is queued.`, data: { kind, ...named(by) } });
  await notifyWorkers(writer);
  return toRecord({ ...row, last_event_id: 1 });
}

/** Keeps the connection from being deleted until the run exists. */
async function holdConnection(writer: Writer, { spec: { cluster } }: Installation): Promise<void> {
  if (!('connection' in cluster)) return;
  const known = await writer
    .selectFrom('connection')
    .select('name')
    .where('name', '=', cluster.connection)
    .forShare()
    .executeTakeFirst();
  if (!known) throw new MlaError('run.connectionNotFound', { connection: cluster.connection });
}

async function refuseExisting(writer: Writer, installation: string): Promise<void> {
  if (await hasInstallation(writer, installation)) throw new MlaError('run.installationExists', { installation });
}

async function refuseSecondRun(writer: Writer, installation: string): Promise<void> {
  const busy = await writer
    .selectFrom('run')
    .select('id')
    .where('installation', '=', installation)
    .where('state', 'in', unfinished)
    .executeTakeFirst();
  if (busy) throw new MlaError('run.installationBusy', { installation, run: busy.id });
}

export async function requestCancel(writer: Writer, runId: string, by: Requester | undefined): Promise<RunRecord> {
  const run = await requireRun(writer, runId, 'for update');
  if (finalRunStates.includes(run.state)) throw new MlaError('run.ended', { run: runId, state: run.state });
  const waits = run.state === 'queued' || run.state === 'paused';
  if (!run.cancel_requested)
    await tell(writer, run, {
      type: 'run.cancel-requested',
      message: 'Someone asked to cancel the run.',
      data: named(by),
    });
  if (waits)
    await tell(writer, run, { type: 'run.cancelled', message: 'The run was cancelled before a worker started it.' });
  await writer
    .updateTable('run')
    .set({ cancel_requested: true, ...(waits && { state: 'cancelled' as const }) })
    .where('id', '=', runId)
    .execute();
  await notifyWorkers(writer);
  return toRecord(await requireRun(writer, runId));
}

export async function retryRun(
  writer: Writer,
  { runId, options, by }: { runId: string; options: RunOptions; by: Requester | undefined },
): Promise<RunRecord> {
  const run = await requireRun(writer, runId, 'for update');
  const newest = await writer
    .selectFrom('run')
    .select('id')
    .where('installation', '=', run.installation)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.id !== runId)
    throw new MlaError('run.notRetryable', {
      installation: run.installation,
      run: runId,
      state: `not the newest run (that is ${newest?.id ?? 'unknown'})`,
    });
  if (run.state !== 'failed' && run.state !== 'cancelled')
    throw new MlaError('run.notRetryable', { installation: run.installation, run: runId, state: run.state });
  await writer
    .updateTable('run')
    .set({
      state: 'queued',
      cancel_requested: false,
      worker: null,
      options: JSON.stringify({ ...run.options, ...options }),
    })
    .where('id', '=', runId)
    .execute();
  await tell(writer, run, {
    type: 'run.retried',
    message: 'The run is queued again. Finished steps are kept.',
    data: named(by),
  });
  await notifyWorkers(writer);
  return toRecord(await requireRun(writer, runId));
}

/** The principal, as events name it. */
export function named(by: Requester | undefined): { by?: Requester } {
  return by === undefined ? {} : { by: { id: by.id, name: by.name } };
}

/** An event that a request causes, not a worker. */
export async function tell(
  writer: Writer,
  run: Selectable<Tables['run']>,
  event: { type: string; message: string; data?: Record<string, unknown> },
): Promise<void> {
  const row = await writer
    .updateTable('run')
    .set((columns) => ({ last_event_id: columns('last_event_id', '+', 1) }))
    .where('id', '=', run.id)
    .returning('last_event_id')
    .executeTakeFirstOrThrow();
  await insertEvents(writer, {
    runId: run.id,
    attempt: Math.max(1, run.attempt),
    firstId: row.last_event_id,
    events: [{ ...event, severity: 'info', time: new Date() }],
  });
  await notifyReaders(writer, run.id);
}

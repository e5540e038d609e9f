import { sql, type Kysely, type Selectable } from 'kysely';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../database/open-database.ts';
import type { Tables } from '../database/schema.ts';
import { insertEvents, selectEvents } from './run-event-rows.ts';
import { leaseSeconds, type Claim, type RunChange, type RunStore, type StepRecord } from './run-store.ts';
import { tellGaps, tellLostEnd } from './missing-events.ts';
import { notifyReaders, notifyWorkers, openRunSignals } from './run-signals.ts';
import { createRun, named, requestCancel, retryRun, tell } from './run-requests.ts';
import { requireRun, toRecord, type Writer } from './run-rows.ts';
import { storableJson } from './storable.ts';

/** `RunStore` in PostgreSQL's dialect, for both engines. */
export async function openSqlRunStore(database: Database): Promise<RunStore> {
  const { sql: tables } = database;
  const openedAt = database.exclusive ? await readClock(tables) : undefined;
  const signals = await openRunSignals(database);

  return {
    createRun: (request) => database.write((writer) => createRun(writer, request)),

    async getRun(id) {
      return toRecord(await requireRun(tables, id));
    },

    async listRuns({ installation, limit = 200, before } = {}) {
      let query = tables.selectFrom('run').selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);
      if (installation !== undefined) query = query.where('installation', '=', installation);
      // Compares the database's own timestamps: a `Date` is a thousand times coarser.
      if (before !== undefined) {
        await requireRun(tables, before);
        query = query.where(
          sql<boolean>`(created_at, id) < (select last.created_at, last.id from run as last where last.id = ${before})`,
        );
      }
      return (await query.execute()).map(toRecord);
    },

    async listNewestRuns(installations, { skip = 0 } = {}) {
      if (installations.length === 0) return [];
      const rows = await tables
        .selectFrom('installation')
        .innerJoinLateral(
          (wanted) =>
            wanted
              .selectFrom('run')
              .selectAll()
              .whereRef('run.installation', '=', 'installation.name')
              .orderBy('run.created_at', 'desc')
              .orderBy('run.id', 'desc')
              .limit(1)
              .offset(skip)
              .as('one'),
          (join) => join.onTrue(),
        )
        .where('installation.name', 'in', installations)
        .selectAll('one')
        .execute();
      return rows.map(toRecord);
    },

    async listSteps(runId) {
      const rows = await tables
        .selectFrom('step')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('started_at')
        .orderBy('attempt')
        .execute();
      return rows.map(toStep);
    },

    async readEvents(runId, range) {
      const events = await selectEvents(tables, runId, range);
      if (events.length > 0) return tellGaps(events, range.after);
      const run = await requireRun(tables, runId);
      if (run.last_event_id <= range.after) return [];
      // They may have arrived in between; events that the run counts and a later read does not find are lost.
      const late = await selectEvents(tables, runId, range);
      return late.length > 0 ? tellGaps(late, range.after) : [tellLostEnd(toRecord(run), range.after)];
    },

    // Called every few seconds and usually changes nothing; the run's own writes are guarded.
    claimRun: (worker) => database.write((writer) => claimRun(writer, { worker, openedAt }), { urgent: true }),

    async heartbeat(claim) {
      const beat = (writer: Writer) =>
        writer
          .updateTable('run')
          .set({ heartbeat_at: sql<Date>`now()` })
          .where('id', '=', claim.run.id)
          .where('fence', '=', claim.fence)
          .where('state', '=', 'running')
          .returning('cancel_requested')
          .executeTakeFirst();
      const row = await database.write(beat, { urgent: true });
      if (!row) throw takenOver(claim);
      return { cancelRequested: row.cancel_requested };
    },

    commit: (claim, change) =>
      database.write((writer) => commit(writer, claim, change), { urgent: change.urgent ?? false }),

    // A run that waits for disk space can be cancelled too.
    requestCancel: (runId, by) => database.write((writer) => requestCancel(writer, runId, by), { urgent: true }),
    retryRun: (runId, { options = {}, by } = {}) =>
      database.write((writer) => retryRun(writer, { runId, options, by })),

    // A few bytes: a full disk must not prevent access to your cluster's kubeconfig.
    addNote: (runId, { type, message, by }) =>
      database.write(
        async (writer) => tell(writer, await requireRun(writer, runId), { type, message, data: named(by) }),
        {
          urgent: true,
        },
      ),

    watchRun: signals.watchRun,
    watchQueue: signals.watchQueue,
  };
}

/**
 * A run is abandoned when its worker has sent no heartbeat for the lease time.
 * Nobody else can open the embedded database, so there, every heartbeat from
 * before this process opened it belongs to a dead process.
 */
async function claimRun(
  writer: Writer,
  { worker, openedAt }: { worker: string; openedAt: Date | undefined },
): Promise<Claim | undefined> {
  const left = sql<boolean>`heartbeat_at is null
    or heartbeat_at < now() - make_interval(secs => ${sql.lit(leaseSeconds)})
    or heartbeat_at < ${openedAt ?? null}::timestamptz`;
  const candidate = await writer
    .selectFrom('run')
    .selectAll()
    .where((run) => run.or([run('state', '=', 'queued'), run.and([run('state', 'in', ['running', 'paused']), left])]))
    .orderBy('created_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!candidate) return undefined;
  const row = await writer
    .updateTable('run')
    .set((run) => ({
      state: 'running',
      worker,
      fence: run('fence', '+', 1),
      attempt: run('attempt', '+', 1),
      heartbeat_at: sql<Date>`now()`,
    }))
    .where('id', '=', candidate.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { run: toRecord(row), fence: row.fence, resumed: candidate.attempt > 0 };
}

async function commit(writer: Writer, claim: Claim, { events = [], steps = [], state }: RunChange): Promise<void> {
  const givesBack = state !== undefined && state !== 'running';
  const row = await writer
    .updateTable('run')
    .set((run) => ({
      last_event_id: run('last_event_id', '+', events.length),
      heartbeat_at: givesBack ? null : sql<Date>`now()`,
      ...(state && { state }),
      ...(givesBack && { worker: null }),
    }))
    .where('id', '=', claim.run.id)
    .where('fence', '=', claim.fence)
    .where('state', '=', 'running')
    .returning('last_event_id')
    .executeTakeFirst();
  if (!row) throw takenOver(claim);
  await insertEvents(writer, {
    runId: claim.run.id,
    attempt: claim.run.attempt,
    firstId: row.last_event_id - events.length + 1,
    events,
  });
  for (const step of steps) await putStep(writer, claim.run.id, step);
  await notifyReaders(writer, claim.run.id);
  // Another process takes the run over now, not at its next look.
  if (state === 'paused') await notifyWorkers(writer);
}

async function putStep(writer: Writer, runId: string, step: StepRecord): Promise<void> {
  const result = { state: step.state, output: step.output && storableJson(step.output), ended_at: step.endedAt };
  await writer
    .insertInto('step')
    .values({
      run_id: runId,
      name: step.name,
      attempt: step.attempt,
      input_hash: step.inputHash,
      started_at: step.startedAt,
      ...result,
    })
    .onConflict((conflict) => conflict.columns(['run_id', 'name', 'attempt']).doUpdateSet(result))
    .execute();
}

/** The database's clock, which heartbeats use. */
async function readClock(reader: Kysely<Tables>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()`.execute(reader);
  return rows[0]?.now ?? new Date();
}

function takenOver(claim: Claim): MlaError {
  return new MlaError('run.takenOver', { run: claim.run.id });
}

function toStep(row: Selectable<Tables['step']>): StepRecord {
  return {
    name: row.name,
    attempt: row.attempt,
    state: row.state,
    inputHash: row.input_hash,
    output: row.output,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}

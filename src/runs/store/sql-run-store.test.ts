import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestDatabase, sandboxInstallation } from '../database/open-database.fixture.ts';
import { openDatabase, type Database } from '../database/open-database.ts';
import type { Installation } from '../../installation/installation.ts';
import { findPostgres, startPostgres } from '../database/postgres-server.fixture.ts';
import type { Claim, RunStore, TimedEvent } from './run-store.ts';
import type { RunKind } from '../../api/run.ts';
import { pruneRuns } from './prune-runs.ts';
import { openSqlRunStore } from './sql-run-store.ts';

const postgres = findPostgres();
if (!postgres)
  console.warn('The store is tested on the embedded database only: no PostgreSQL server was found on this machine.');

const engines: { name: string; open: () => Promise<{ database: Database; close: () => Promise<void> }> }[] = [
  {
    name: 'embedded database',
    async open() {
      const { database, ...rest } = await openTestDatabase();
      return { database, close: async () => rest[Symbol.asyncDispose]() };
    },
  },
];
if (postgres) {
  engines.push({
    name: 'PostgreSQL server',
    async open() {
      const server = await startPostgres(postgres);
      const database = await openDatabase({ url: server.url });
      return {
        database,
        async close() {
          await database.close();
          await server.stop();
        },
      };
    },
  });
}

const line = (message: string): TimedEvent => ({ type: 'log', severity: 'info', message, time: new Date() });

async function claimed(store: RunStore, worker: string): Promise<Claim> {
  const claim = await store.claimRun(worker);
  if (!claim) throw new Error('nothing to claim');
  return claim;
}

describe.each(engines)('the run store on the $name', ({ open }) => {
  let database: Database;
  let close: () => Promise<void>;
  let store: RunStore;
  beforeAll(async () => {
    ({ database, close } = await open());
    store = await openSqlRunStore(database);
  });
  afterAll(() => close());

  const finish = async (claim: Claim): Promise<void> =>
    store.commit(claim, { state: 'succeeded', events: [line('done')] });

  test('keeps the newest runs of each installation and the one that made what is there; the next id is a new one', async () => {
    const installation = sandboxInstallation('pruned');
    const end = async (kind: RunKind, state: 'succeeded' | 'failed'): Promise<string> => {
      const { id } = await store.createRun({ installation, kind });
      const claim = await claimed(store, 'w');
      await store.commit(claim, { state, events: [line('done')] });
      return id;
    };
    const first = await end('create', 'failed');
    const made = await end('create', 'succeeded');
    for (let count = 0; count < 8; count += 1) await end('create', 'failed');
    const under = await store.createRun({ installation, kind: 'create' });
    expect(await pruneRuns(database, { keep: 2 })).toBe(8);
    expect(await pruneRuns(database, { keep: 2 })).toBe(0);
    const left = (await store.listRuns({ installation: 'pruned' })).map(({ id }) => id);
    expect(left).toEqual([under.id, 'pruned-10', made]);
    await expect(store.getRun(first)).rejects.toMatchObject({ key: 'run.notFound' });
    const { rows } = await sql`select from run_event where run_id = ${first}`.execute(database.sql);
    expect(rows).toEqual([]);
    await store.requestCancel(under.id);
    expect((await store.createRun({ installation, kind: 'create' })).id).toBe('pruned-12');
    await store.requestCancel('pruned-12');
  });

  test('numbers runs per installation and refuses a second unfinished one', async () => {
    const first = await store.createRun({ installation: sandboxInstallation('numbers'), kind: 'create' });
    expect(first).toMatchObject({ id: 'numbers-1', state: 'queued', attempt: 0, lastEventId: 1 });
    await expect(
      store.createRun({ installation: sandboxInstallation('numbers'), kind: 'delete' }),
    ).rejects.toMatchObject({ code: 'MLA-RUN-010', details: { run: 'numbers-1' } });
    await finish(await claimed(store, 'a'));
    expect((await store.createRun({ installation: sandboxInstallation('numbers'), kind: 'delete' })).id).toBe(
      'numbers-2',
    );
    await finish(await claimed(store, 'a'));
    expect((await store.listRuns({ installation: 'numbers' })).map(({ id }) => id)).toEqual(['numbers-2', 'numbers-1']);
  });

  test('refuses an installation that must be new while one has its name, and leaves that one alone', async () => {
    const installation = sandboxInstallation('new');
    const changed = { ...installation, spec: { ...installation.spec, kubeflow: null } };
    const create = (spec: Installation) => store.createRun({ installation: spec, kind: 'create', mustBeNew: true });
    const both = await Promise.allSettled([create(installation), create(installation)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(create(changed)).rejects.toMatchObject({ code: 'MLA-RUN-024' });
    await finish(await claimed(store, 'a'));
    await expect(create(changed)).rejects.toMatchObject({ code: 'MLA-RUN-024' });
    const { spec } = await database.sql
      .selectFrom('installation')
      .select('spec')
      .where('name', '=', 'new')
      .executeTakeFirstOrThrow();
    expect(spec).toEqual(installation);
    await store.createRun({ installation, kind: 'delete' });
    await finish(await claimed(store, 'a'));
    expect((await create(changed)).id).toBe('new-3');
    await finish(await claimed(store, 'a'));
  });

  test('gives each run to one worker only, when many ask at once', async () => {
    for (const name of ['one', 'two', 'three'])
      await store.createRun({ installation: sandboxInstallation(name), kind: 'create' });
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claimRun('same-worker')));
    const got = claims.filter((claim) => claim !== undefined);
    // On a server SKIP LOCKED may let a worker come away with nothing; the next look finds the rest.
    for (let claim = await store.claimRun('same-worker'); claim; claim = await store.claimRun('same-worker'))
      got.push(claim);
    expect(got.map(({ run }) => run.id).sort()).toEqual(['one-1', 'three-1', 'two-1']);
    await Promise.all(got.map(finish));
  });

  test('numbers events without gap while worker and requests write at the same time', async () => {
    await store.createRun({ installation: sandboxInstallation('gapless'), kind: 'create' });
    const claim = await claimed(store, 'a');
    const batches = Array.from({ length: 20 }, (_, index) =>
      store.commit(claim, { events: [line(`${index}a`), line(`${index}b`)] }),
    );
    await Promise.all([...batches, store.requestCancel(claim.run.id)]);
    const events = await store.readEvents(claim.run.id, { after: 0, limit: 1000 });
    expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
    expect((await store.readEvents(claim.run.id, { after: 40, limit: 1 })).map(({ id }) => id)).toEqual([41]);
    expect(await store.heartbeat(claim)).toEqual({ cancelRequested: true });
    await store.commit(claim, { state: 'cancelled' });
    await expect(store.requestCancel(claim.run.id)).rejects.toMatchObject({ code: 'MLA-RUN-008' });
  });

  test('refuses each write of a worker whose run was taken over, and writes nothing of it', async () => {
    await store.createRun({ installation: sandboxInstallation('fence'), kind: 'create' });
    const old = await claimed(store, 'old');
    await sql`update run set heartbeat_at = now() - interval '11 seconds' where id = ${old.run.id}`.execute(
      database.sql,
    );
    const next = await claimed(store, 'next');
    expect(next).toMatchObject({ resumed: true, run: { id: old.run.id, attempt: 2 } });
    const step = {
      name: 's',
      attempt: 1,
      state: 'succeeded' as const,
      inputHash: 'x',
      output: {},
      startedAt: new Date(),
      endedAt: new Date(),
    };
    await expect(store.commit(old, { events: [line('late')], steps: [step] })).rejects.toMatchObject({
      code: 'MLA-RUN-007',
    });
    await expect(store.heartbeat(old)).rejects.toMatchObject({ code: 'MLA-RUN-007' });
    await store.commit(next, { events: [line('mine')], steps: [{ ...step, attempt: 2 }] });
    expect(
      (await store.readEvents(old.run.id, { after: 1, limit: 10 })).map(({ id, message, attempt }) => ({
        id,
        message,
        attempt,
      })),
    ).toEqual([{ id: 2, message: 'mine', attempt: 2 }]);
    expect((await store.listSteps(old.run.id)).map(({ attempt }) => attempt)).toEqual([2]);
    await finish(next);
    await expect(store.commit(next, { events: [line('after the end')] })).rejects.toMatchObject({
      code: 'MLA-RUN-007',
    });
  });

  test('leaves a run alone whose worker reports', async () => {
    await store.createRun({ installation: sandboxInstallation('alive'), kind: 'create' });
    const claim = await claimed(store, 'a');
    await store.heartbeat(claim);
    expect(await store.claimRun('a')).toBeUndefined();
    await finish(claim);
  });

  test('names who asked for a run, for its end and for it again, in the run and in its events', async () => {
    const ada = { id: 'ada', name: 'Ada', roles: ['admin'] as const };
    await store.createRun({ installation: sandboxInstallation('asked'), kind: 'create', by: ada });
    expect((await store.getRun('asked-1')).requestedBy).toEqual({ id: 'ada', name: 'Ada' });
    await store.requestCancel('asked-1', { id: 'bob', name: 'Bob' });
    await store.retryRun('asked-1', { by: ada });
    await store.addNote('asked-1', { type: 'credentials.revealed', message: 'read', by: { id: 'eve', name: 'Eve' } });
    const events = await store.readEvents('asked-1', { after: 0, limit: 100 });
    expect(events.map(({ type, data }) => [type, (data?.['by'] as { name: string } | undefined)?.name])).toEqual([
      ['run.queued', 'Ada'],
      ['run.cancel-requested', 'Bob'],
      ['run.cancelled', undefined],
      ['run.retried', 'Ada'],
      ['credentials.revealed', 'Eve'],
    ]);
    await store.requestCancel('asked-1');
    await store.createRun({ installation: sandboxInstallation('unasked'), kind: 'create' });
    expect((await store.getRun('unasked-1')).requestedBy).toBeUndefined();
    await store.requestCancel('unasked-1');
  });

  test('queues a failed run again, and only the newest', async () => {
    await store.createRun({ installation: sandboxInstallation('again'), kind: 'create' });
    const claim = await claimed(store, 'a');
    await expect(store.retryRun('again-1')).rejects.toMatchObject({ code: 'MLA-RUN-009' });
    await store.commit(claim, { state: 'failed' });
    expect(await store.retryRun('again-1')).toMatchObject({ state: 'queued' });
    const second = await claimed(store, 'a');
    expect(second).toMatchObject({ resumed: true, run: { attempt: 2 } });
    await store.commit(second, { state: 'failed' });
    await store.createRun({ installation: sandboxInstallation('again'), kind: 'delete' });
    await finish(await claimed(store, 'a'));
    await expect(store.retryRun('again-1')).rejects.toMatchObject({ code: 'MLA-RUN-009' });
    await expect(store.getRun('nobody-1')).rejects.toMatchObject({ code: 'MLA-RUN-004' });
  });

  test('wakes the readers of a run, and the workers when one is queued', async () => {
    const woken: string[] = [];
    const unwatchQueue = store.watchQueue(() => woken.push('queue'));
    await store.createRun({ installation: sandboxInstallation('wake'), kind: 'create' });
    // A wake of an earlier test may come late, so there can be more than one.
    await expect.poll(() => woken).toContain('queue');
    const unwatch = store.watchRun('wake-1', () => woken.push('run'));
    const claim = await claimed(store, 'a');
    await store.commit(claim, { events: [line('x')] });
    await expect.poll(() => woken).toContain('run');
    unwatch();
    unwatchQueue();
    const before = woken.length;
    await finish(claim);
    await sleep(50);
    expect(woken).toHaveLength(before);
  });

  test('keeps text that PostgreSQL would refuse readable', async () => {
    await store.createRun({ installation: sandboxInstallation('text'), kind: 'create' });
    const claim = await claimed(store, 'a');
    await store.commit(claim, {
      state: 'failed',
      events: [{ ...line('nul \0 and half a pair \ud83d'), data: { deep: ['\0'] } }],
    });
    const [event] = await store.readEvents('text-1', { after: 1, limit: 1 });
    expect(event).toMatchObject({ message: 'nul \uFFFD and half a pair \uFFFD', data: { deep: ['\uFFFD'] } });
  });
});

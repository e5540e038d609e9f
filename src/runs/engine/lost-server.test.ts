import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toMlaError, type MlaError } from '../../errors/error.ts';
import { sandboxInstallation } from '../database/open-database.fixture.ts';
import { openDatabase, type Database } from '../database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../database/postgres-server.fixture.ts';
import { createRedactor } from '../secrets/redactor.ts';
import type { RunStore } from '../store/run-store.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import type { Step } from './step.ts';
import { startWorker, type Worker } from './worker.ts';

const postgres = findPostgres();
if (!postgres) console.warn('The loss of a PostgreSQL server is not tested: none was found on this machine.');

/** A way to the server that can fall silent, as a network does: connections stay open and nothing comes through any more. */
async function openWay(port: number): Promise<{ port: number; silence: () => void; close: () => void }> {
  const sockets = new Set<Socket>();
  const way = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  return {
    port: (way.address() as AddressInfo).port,
    silence() {
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    close() {
      way.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

describe.skipIf(!postgres)('a PostgreSQL server that is lost', () => {
  let server: PostgresServer;
  let database: Database;
  let store: RunStore;
  let worker: Worker | undefined;
  let reported: MlaError[];
  const open = async (url: string): Promise<void> => {
    database = await openDatabase({ url });
    store = await openSqlRunStore(database);
  };
  beforeEach(async () => {
    reported = [];
    server = await startPostgres(postgres ?? '');
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
    await database.close();
    await server.stop();
  });

  const work = (run: Step['run']): void => {
    const step: Step = { name: 'one', phase: 'cluster', title: 'one', input: () => null, run };
    worker = startWorker({
      store,
      redactor: createRedactor(),
      report: (error) => reported.push(error),
      stepsFor: () => [step],
    });
  };
  test('and stays away is told of once, not at each look', async () => {
    await open(server.url);
    work(() => Promise.resolve({}));
    await server.stop();
    await expect
      .poll(() => reported.map(({ message }) => message))
      .toContainEqual(expect.stringContaining('ECONNREFUSED'));
    await sleep(5000);
    const messages = reported.map(({ message }) => message);
    expect(messages).toEqual([...new Set(messages)]);
  });

  /** How the signals of the first attempt's step ended, and what goes on in later ones. */
  const stopped: unknown[] = [];
  const talkInFirstAttempt: Step['run'] = async ({ attempt, signal, tell }) => {
    if (attempt > 1) return { attempt };
    signal.addEventListener('abort', () => stopped.push(signal.reason), { once: true });
    for (let line = 1; !signal.aborted; line += 1) {
      tell({ type: 'log', severity: 'info', message: `line ${line}` });
      await sleep(20);
    }
    throw new Error('stopped');
  };
  const sayNothing: Step['run'] = ({ signal }) => {
    signal.addEventListener('abort', () => stopped.push(signal.reason), { once: true });
    return once(signal, 'abort').then(() => Promise.reject(new Error('stopped')));
  };
  const startRun = async (run: Step['run']): Promise<string> => {
    stopped.length = 0;
    const { id } = await store.createRun({ installation: sandboxInstallation('lost'), kind: 'create' });
    work(run);
    const enough = run === sayNothing ? 2 : 10;
    await expect
      .poll(async () => (await store.readEvents(id, { after: 0, limit: 100 })).length)
      .toBeGreaterThan(enough);
    return id;
  };
  const stateOf = async (id: string): Promise<unknown> =>
    store.getRun(id).then(
      ({ state, attempt }) => ({ state, attempt }),
      (error: unknown) => toMlaError(error).code,
    );

  test('ends a piece of writing with the reason it gave, whole or not at all, and the next finds it again', async () => {
    await open(server.url);
    const hangUp = async (): Promise<void> => {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      await client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mlanywhere'",
      );
      await client.end();
    };
    const writing = database.write(async (writer) => {
      await sql`insert into session values ('a', now(), now(), 'x')`.execute(writer);
      await hangUp();
      await sleep(200);
      await sql`insert into session values ('b', now(), now(), 'x')`.execute(writer);
    });
    await expect(writing).rejects.toMatchObject({
      code: 'MLA-RUN-003',
      details: { reason: 'terminating connection due to administrator command' },
    });
    expect(await database.sql.selectFrom('session').selectAll().execute()).toEqual([]);
  });

  test('and comes back is waited for: the run continues automatically', async () => {
    await open(server.url);
    const id = await startRun(talkInFirstAttempt);
    // Long enough for a batch of events to meet nobody; less than that a run does not notice.
    await server.restart(1000);
    await expect.poll(() => stateOf(id)).toEqual({ state: 'succeeded', attempt: 2 });
    const events = await store.readEvents(id, { after: 0, limit: 10_000 });
    expect(events.map(({ id: eventId }) => eventId)).toEqual(events.map((_event, index) => index + 1));
    expect(events.filter(({ type }) => type !== 'log').map(({ type }) => type)).toEqual([
      'run.queued',
      'run.started',
      'step.started',
      'run.resumed',
      'step.started',
      'step.succeeded',
      'run.succeeded',
    ]);
    expect(stopped).toEqual(['taken-over']);
    expect(new Set(reported.map(({ code }) => code))).toEqual(new Set(['MLA-RUN-003']));
  });

  test.each([
    ['a step that tells a lot', talkInFirstAttempt],
    ['one that tells nothing', sayNothing],
  ])('without a word is not waited for: the work stops in %s, and another process can have it', async (_, run) => {
    const way = await openWay(Number(new URL(server.url).port));
    try {
      const near = server.url.replace(/:\d+\//, `:${way.port}/`);
      await open(near);
      const id = await startRun(run);
      way.silence();
      await expect.poll(() => stopped).toEqual(['taken-over']);
      await expect
        .poll(() => reported.map(({ code, details }) => [code, details['reason']]))
        .toContainEqual(['MLA-RUN-003', 'Query read timeout']);
      const other = await openDatabase({ url: server.url });
      const others = await openSqlRunStore(other);
      // Free when the lease has run out, by the clock of the database.
      await expect.poll(async () => (await others.claimRun('other'))?.run).toMatchObject({ id, attempt: 2 });
      await other.close();
    } finally {
      // What waits for the silent server ends.
      way.close();
    }
  });
});

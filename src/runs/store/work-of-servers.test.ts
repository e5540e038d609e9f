import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { openTestDatabase } from '../database/open-database.fixture.ts';
import { openDatabase, type Database } from '../database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../database/postgres-server.fixture.ts';
import { openWorkOfServers, type WorkOfServers } from './work-of-servers.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Work that servers share is not tested: no PostgreSQL server was found.');
const report = (thrown: unknown): never => expect.unreachable(String(thrown));

describe.skipIf(!postgres)('work of servers on one database', () => {
  let server: PostgresServer;
  let database: Database;
  let one: WorkOfServers;
  let other: WorkOfServers;
  beforeAll(async () => {
    server = await startPostgres(postgres ?? '');
    database = await openDatabase({ url: server.url });
    [one, other] = [openWorkOfServers(database), openWorkOfServers(database)];
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  test('is done by one of them at a time, of many that ask at once', async () => {
    const taken = await Promise.all([one, other, one, other].map((work) => work.take('demo', 'asked')));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await other.take('verification', 'asked')).toBe(true);
  });

  test('is shown by the other while it is done; its last state stays where there is one', async () => {
    await one.take('demo', 'shown');
    expect(await other.find('demo', 'shown')).toBeUndefined();
    let view = { part: 'files', over: false };
    const told = one.tell('demo', 'shown', { view: () => ({ over: view.over, view }), report });
    await eventually(async () => (await other.find('demo', 'shown')) !== undefined);
    expect(await other.find('demo', 'shown')).toEqual(view);
    view = { part: 'pipeline', over: true };
    await told;
    expect(await other.find('demo', 'shown')).toEqual(view);
    expect(await other.take('demo', 'shown')).toBe(true);
    await one.tell('demo', 'shown', { view: () => ({ over: true, view: 'of a server that has it no more' }), report });
    expect(await one.find('demo', 'shown')).toBeUndefined();
  });

  test('is cancelled by the other, which waits for its end; without a last state nothing stays', async () => {
    await one.take('verification', 'cancelled');
    let over = false;
    const told = one.tell('verification', 'cancelled', {
      view: () => ({ over, view: over ? undefined : {} }),
      onCancel: () => (over = true),
      report,
    });
    await other.cancel('verification', 'cancelled', new AbortController().signal);
    expect(over).toBe(true);
    await told;
    expect(await one.find('verification', 'cancelled')).toBeUndefined();
  });

  test('of a server that is gone is not shown, and another takes it', async () => {
    await one.take('demo', 'left');
    expect(await other.take('demo', 'left')).toBe(false);
    await sql`update work set view = '{"part": "files"}', beat_at = now() - interval '1 minute' where installation = 'left'`.execute(
      database.sql,
    );
    expect(await other.find('demo', 'left')).toBeUndefined();
    await other.cancel('demo', 'left', new AbortController().signal);
    expect(await other.take('demo', 'left')).toBe(true);
  });
});

test('a server that has the database for itself shares nothing', async () => {
  await using opened = await openTestDatabase();
  const work = openWorkOfServers(opened.database);
  expect(await work.take('demo', 'alone')).toBe(true);
  await work.tell('demo', 'alone', { view: () => ({ over: false, view: {} }), report });
  expect(await work.find('demo', 'alone')).toBeUndefined();
});

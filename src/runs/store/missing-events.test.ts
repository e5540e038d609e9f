import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabaseIn, sandboxInstallation } from '../database/open-database.fixture.ts';
import type { Database } from '../database/open-database.ts';
import { RunViews } from '../views/run-views.ts';
import { openKeptViews } from '../views/kept-views.ts';
import { followRun } from '../engine/stream-run-events.ts';
import { openSqlRunStore } from './sql-run-store.ts';
import type { RunEvent } from '../../api/run.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

const pageBytes = 8192;
let directory: string;
let database: Database;

const start = (): Promise<Database> => openDatabaseIn(directory);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mlanywhere-lost-'));
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

/** A run of 300 events that has failed, on several pages of 8 KiB. Returns the file that holds them. */
async function keepRun(): Promise<string> {
  database = await start();
  const store = await openSqlRunStore(database);
  await store.createRun({ installation: sandboxInstallation('lost'), kind: 'create' });
  const claim = await store.claimRun('worker');
  if (claim === undefined) throw new Error('no run');
  const events = Array.from({ length: 299 }, (_, index) => ({
    type: 'platform.note',
    severity: 'info' as const,
    message: `line ${index} ${'x'.repeat(200)}`,
    time: new Date(),
  }));
  await store.commit(claim, { events, state: 'failed' });
  const { rows } = await sql<{ path: string }>`select pg_relation_filepath('run_event') as path`.execute(database.sql);
  await sql`checkpoint`.execute(database.sql);
  await database.close();
  return join(directory, 'database', rows[0]?.path ?? '');
}

async function emptyPage(file: string, page: number): Promise<void> {
  const heap = await open(file, 'r+');
  await heap.write(Buffer.alloc(pageBytes), 0, pageBytes, page * pageBytes);
  await heap.close();
}

async function readAll(): Promise<RunEvent[]> {
  const store = await openSqlRunStore(database);
  const events: RunEvent[] = [];
  for await (const page of followRun(store, 'lost-1', { after: 0, signal: hangSignal() })) events.push(...page);
  return events;
}

test.each([
  ['in the middle', (pages: number) => [Math.floor(pages / 2)]],
  ['at the beginning', () => [0]],
  ['at the end', (pages: number) => [pages - 1]],
  ['everywhere', (pages: number) => Array.from({ length: pages }, (_, page) => page)],
])('a page of zeros %s is told as missing events, and the rest stays readable', async (_, choose) => {
  const file = await keepRun();
  const pages = (await stat(file)).size / pageBytes;
  for (const page of choose(pages)) await emptyPage(file, page);
  database = await start();
  const events = await readAll();
  const told = events.filter(({ type }) => type === 'run.events-missing');
  expect(told).toHaveLength(1);
  const lost = Number(told[0]?.data?.['count']);
  expect(lost).toBeGreaterThan(1);
  expect(told[0]?.message).toMatch(new RegExp(`^${lost} events are missing here: `));
  expect(events.length - 1 + lost).toBe(300);
  expect(events.at(-1)?.id).toBe(300);

  const store = await openSqlRunStore(database);
  const view = await new RunViews(store, openKeptViews(database)).view(await store.getRun('lost-1'));
  expect(view.warnings).toEqual([told[0]?.message]);
  expect(view.lastEventId).toBe(300);
  // What ended the run is lost with the last page; that it has ended is not.
  if (events.at(-1)?.type === 'run.events-missing') expect(view.state).toBe('failed');
});

test('a run whose events are all there has no such line', async () => {
  await keepRun();
  database = await start();
  const events = await readAll();
  expect(events.map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'run.events-missing')).toEqual([]);
});

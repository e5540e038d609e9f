import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { MlaError } from '../../errors/error.ts';
import type { ReleaseFetch } from '../../kubeflow/upstream/release-fetches.ts';
import { openDatabase, type Database } from '../../runs/database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../../runs/database/postgres-server.fixture.ts';
import { createRedactor } from '../../runs/secrets/redactor.ts';
import { openWorkOfServers } from '../../runs/store/work-of-servers.ts';
import { createBackground } from '../http/background.ts';
import { openFetchesOfServers } from './fetches-of-servers.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Fetches that servers share are not tested: no PostgreSQL server was found.');

/** Fetches of one server, played: the test says how far each is. */
function playedServer(database: Database) {
  const all = new Map<string, ReleaseFetch>();
  const starters: ((version: string) => void)[] = [];
  const change = (version: string, changed: Partial<ReleaseFetch>): ReleaseFetch => {
    const now = { version, state: 'running' as const, progress: 0, detail: 'begun', ...all.get(version), ...changed };
    all.set(version, now);
    return now;
  };
  const background = createBackground();
  const start = ({ version }: { version: string }): ReleaseFetch => {
    if (version === 'unknown') throw new MlaError('release.versionUnknown', { version, known: '26.03.1' });
    const view = change(version, { state: 'running', progress: 0 });
    for (const told of starters) told(version);
    return view;
  };
  const shared = openFetchesOfServers({
    fetches: {
      start,
      list: () => [...all.values()],
      find: (version) => all.get(version),
      cancel: (version) => change(version, { state: 'cancelled' }),
      onStart: (told) => void starters.push(told),
    },
    work: openWorkOfServers(database),
    background,
    redactor: createRedactor(),
    report: (thrown) => expect.unreachable(String(thrown)),
  });
  return { shared, start, change, stop: () => background.end(), isAsked: () => all.size > 0 };
}

describe.skipIf(!postgres)('servers on one database', () => {
  let server: PostgresServer;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres(postgres ?? '');
    database = await openDatabase({ url: server.url });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
  });

  test('show a fetch that one of them does, join it instead of fetching again, and cancel it', async () => {
    const [one, other] = [playedServer(database), playedServer(database)];
    await one.shared.start({ version: '26.03' });
    one.change('26.03', { progress: 0.4, detail: 'Rendered 4 of 10' });
    await eventually(async () => (await other.shared.find('26.03'))?.progress === 0.4);
    expect(await other.shared.list()).toEqual([
      { version: '26.03', state: 'running', progress: 0.4, detail: 'Rendered 4 of 10' },
    ]);
    expect(await other.shared.start({ version: '26.03' })).toMatchObject({ progress: 0.4 });
    expect(other.isAsked()).toBe(false);
    expect(await other.shared.cancel('26.03', new AbortController().signal)).toMatchObject({ state: 'cancelled' });
    expect(await one.shared.find('26.03')).toMatchObject({ state: 'cancelled' });
  });

  test('show how it ended, also one that a run began, until one of them tries again', async () => {
    const [one, other] = [playedServer(database), playedServer(database)];
    one.start({ version: '26.03.1' });
    await eventually(async () => (await other.shared.find('26.03.1'))?.state === 'running');
    one.change('26.03.1', { state: 'failed', detail: 'no way out' });
    await eventually(async () => (await other.shared.find('26.03.1'))?.detail === 'no way out');
    await other.shared.start({ version: '26.03.1' });
    await eventually(async () => (await one.shared.find('26.03.1'))?.state === 'running');
    other.change('26.03.1', { state: 'succeeded', progress: 1 });
    await eventually(async () => (await one.shared.find('26.03.1'))?.state === 'succeeded');
  });

  test('show nothing of one that stops, and refuse what nobody knows', async () => {
    const [one, other] = [playedServer(database), playedServer(database)];
    await one.shared.start({ version: '26.04' });
    await eventually(async () => (await other.shared.find('26.04')) !== undefined);
    await one.stop();
    expect(await other.shared.find('26.04')).toBeUndefined();
    await expect(other.shared.start({ version: 'unknown' })).rejects.toMatchObject({ key: 'release.versionUnknown' });
    expect(await other.shared.cancel('27.01', new AbortController().signal)).toBeUndefined();
  });
});

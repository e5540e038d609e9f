import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReleaseLibrary } from '../kubeflow/release/release-library.ts';
import { bundleOfRelease } from '../kubeflow/release/bundle-of-release.ts';
import { loadSampleRelease } from '../kubeflow/sample/sample-release.ts';
import { openDatabase } from '../runs/database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../runs/database/postgres-server.fixture.ts';
import { openBundleRows } from '../runs/store/bundle-rows.ts';
import { openWorkOfServers } from '../runs/store/work-of-servers.ts';
import { sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import { eventually } from '../../test/patience.fixture.ts';
import { logIn, openTestService, type TestService } from './service.fixture.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Servers that share a database are not tested: no PostgreSQL server was found.');
const secretKey = Buffer.alloc(32, 7).toString('base64');

describe.skipIf(!postgres)('two servers on one PostgreSQL database', () => {
  let server: PostgresServer;
  let directory: string;
  let first: TestService;
  let second: TestService;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    server = await startPostgres(postgres ?? '');
    // Both make the tables: one waits for the other.
    [first, second] = await Promise.all([
      openTestService({ databaseUrl: server.url, secretKey }),
      openTestService({ databaseUrl: server.url, secretKey }),
    ]);
  });
  afterAll(async () => {
    await first[Symbol.asyncDispose]();
    await second[Symbol.asyncDispose]();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('know one token, so that a login at one counts at the other', async () => {
    expect(second.service.token.reveal()).toBe(first.service.token.reveal());
    const headers = await logIn(first);
    const port = (url: string): string => new URL(url).port;
    const cookie = headers.cookie.replace(port(first.service.url), port(second.service.url));
    const answer = await fetch(`${second.service.url}/api/installations`, { headers: { ...headers, cookie } });
    expect(answer.status).toBe(200);
  });

  test('do not start with another key, and say so', async () => {
    const other = openTestService({ databaseUrl: server.url, secretKey: Buffer.alloc(32, 8).toString('base64') });
    await expect(other).rejects.toMatchObject({ key: 'vault.otherKey' });
    // A data directory of its own makes a key of its own.
    await expect(openTestService({ databaseUrl: server.url })).rejects.toMatchObject({ key: 'vault.otherKey' });
  });

  test('show the checks that one of them runs, and each can cancel them', async () => {
    await first.client.call('applyInstallation', { body: sandboxInstallation('checked') });
    const database = await openDatabase({ url: server.url });
    const work = openWorkOfServers(database);
    expect(await work.take('verification', 'checked')).toBe(true);
    const view = { state: 'running', startedAt: new Date().toISOString(), endedAt: null, user: 'a@b.c', checks: [] };
    let over = false;
    const told = work.tell('verification', 'checked', {
      view: () => ({ over, view: over ? undefined : view }),
      onCancel: () => (over = true),
      report: (thrown) => expect.unreachable(String(thrown)),
    });
    const seen = () => second.client.call('getVerification', { params: { name: 'checked' } });
    await eventually(async () => (await seen()).verification !== null);
    expect(await seen()).toEqual({ verification: view });
    expect(await second.client.call('cancelVerification', { params: { name: 'checked' } })).toEqual({
      verification: null,
    });
    await told;
    await database.close();
  });

  test('have the releases that one of them was given, until one removes them', async () => {
    const [here, there] = await Promise.all([openDatabase({ url: server.url }), openDatabase({ url: server.url })]);
    const libraryOf = (name: string, database: typeof here) =>
      openReleaseLibrary({
        directory: join(directory, name),
        cacheDirectory: join(directory, 'cache'),
        builtIn: [],
        shared: openBundleRows(database),
      });
    const [one, two] = [libraryOf('one', here), libraryOf('two', there)];
    const bundle = bundleOfRelease(await loadSampleRelease());
    const file = join(directory, 'sample.mlarelease');
    await writeFile(file, bundle);
    const { version } = await one.store.add(file);
    const found = await two.load('sample');
    expect(found.version).toBe(version);
    expect(Buffer.compare(bundleOfRelease(found), bundle)).toBe(0);
    await two.remove('sample');
    expect(await one.list()).toEqual([]);
    await Promise.all([here.close(), there.close()]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionView, ReleaseView } from '../api/contract.ts';
import { pageSize, readAll } from '../api/read-pages.ts';
import { runInPipe } from '../cli/output/terminal.fixture.ts';
import { openDatabaseIn } from '../runs/database/open-database.fixture.ts';
import { openDatabase, type Database } from '../runs/database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../runs/database/postgres-server.fixture.ts';
import { noReleases } from './installations/no-releases.fixture.ts';
import { openTestService, type TestService } from './service.fixture.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Pages of lists are tested on the embedded database only: no PostgreSQL server was found.');
const engines = ['embedded database', ...(postgres === undefined ? [] : ['PostgreSQL server'])] as const;

/** More than a request without a size gets. */
const count = 503;
const numbers = Array.from({ length: count }, (_one, index) => String(index + 1).padStart(4, '0'));

/** Ten at a time have the same age, and between tens lies a microsecond: less than a `Date` can hold. */
async function fill(database: Database): Promise<void> {
  const view: Omit<ConnectionView, 'name'> = { platform: 'existing', address: 'https://x', trust: { mode: 'plain' } };
  await database.write(async (writer) => {
    const each = sql`generate_series(1, ${count}::integer) as number, lateral (select
      lpad(number::text, 4, '0') as name, timestamptz '2026-01-01' + number / 10 * interval '1 microsecond' as made) as one`;
    await sql`insert into connection (name, created_at, view, sealed)
      select 'c-' || name, made, jsonb_set(${JSON.stringify(view)}::jsonb, '{name}', to_jsonb('c-' || name)), '' from ${each}`.execute(
      writer,
    );
    await sql`insert into person (id, name, role, created_at) select 'p-' || name, 'p' || name, 'viewer', made from ${each}`.execute(
      writer,
    );
    await sql`insert into api_token (id, token_hash, person, name, role, created_at, expires_at)
      select 't-' || name, name, 'owner', name, 'viewer', made, now() + interval '1 day' from ${each}`.execute(writer);
    await sql`insert into session (id_hash, csrf_hash, person, created_at, expires_at)
      select name || repeat('0', 12) || repeat('f', 48), '', 'owner', made, now() + interval '1 day' from ${each}`.execute(
      writer,
    );
  });
}

const releases = numbers.map((version): ReleaseView => ({
  ...{ name: 'kubeflow', version, digest: `sha256:${version}`, source: 'a test' },
  ...{ verified: false, objects: 0, components: [] },
}));

describe.each(engines)('long lists on the %s', (engine) => {
  let directory: string;
  let server: PostgresServer | undefined;
  let running: TestService;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    if (engine !== 'embedded database' && postgres !== undefined) server = await startPostgres(postgres);
    const database = await (server === undefined ? openDatabaseIn(directory) : openDatabase({ url: server.url }));
    await fill(database);
    await database.close();
    running = await openTestService({
      directory,
      databaseUrl: server?.url,
      secretKey: Buffer.alloc(32, 7).toString('base64'),
      releases: { ...noReleases, list: () => Promise.resolve(releases) },
    });
  });
  afterAll(async () => {
    await running[Symbol.asyncDispose]();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** The lists by name: how to ask for a page, what entries are called, and all that are there, in their order. */
  const lists = (): {
    readonly path: string;
    readonly place: 'after' | 'before';
    readonly expected: readonly string[];
    readonly ask: (query: { limit?: number; after?: string; before?: string }) => Promise<readonly string[]>;
  }[] => {
    const { client } = running;
    const older = numbers.toSorted(
      (one, other) => Math.floor(Number(other) / 10) - Math.floor(Number(one) / 10) || Number(one) - Number(other),
    );
    return [
      {
        path: 'connections',
        place: 'after',
        expected: numbers.map((number) => `c-${number}`),
        ask: async (query) => (await client.call('listConnections', { query })).map(({ name }) => name),
      },
      {
        path: 'people',
        place: 'after',
        expected: [...numbers.map((number) => `p-${number}`), 'owner'],
        ask: async (query) => (await client.call('listPeople', { query })).map(({ id }) => id),
      },
      {
        path: 'tokens',
        place: 'before',
        expected: older.map((number) => `t-${number}`),
        ask: async (query) => (await client.call('listTokens', { query })).map(({ id }) => id),
      },
      {
        path: 'sessions',
        place: 'before',
        expected: older.map((number) => `${number}${'0'.repeat(12)}`),
        ask: async (query) => (await client.call('listSessions', { query })).map(({ id }) => id),
      },
      {
        path: 'releases',
        place: 'after',
        expected: numbers.map((number) => `kubeflow@${number}`),
        ask: async (query) =>
          (await client.call('listReleases', { query })).map(({ name, version }) => `${name}@${version}`),
      },
    ];
  };

  test('come in pages, all of them and none twice, also where many are of the same age', async () => {
    for (const { place, expected, ask } of lists()) {
      const sizes: number[] = [];
      const entries = await readAll({
        ask: async (last) => {
          const page = await ask({ limit: pageSize, ...(last !== undefined && { [place]: last }) });
          sizes.push(page.length);
          return page;
        },
        nameOf: (name) => name,
      });
      expect(entries).toEqual(expected);
      expect(sizes).toEqual([100, 100, 100, 100, 100, expected.length - 500]);
    }
  });

  test('give a client that asks for no page the first 500', async () => {
    for (const { expected, ask } of lists()) expect(await ask({})).toEqual(expected.slice(0, 500));
  });

  test('refuse a page that is too large, and a place that is not in the list', async () => {
    const codes: Record<string, unknown> = {};
    for (const { path, place } of lists())
      for (const query of ['limit=501', 'limit=0', `${place}=nobody-here`]) {
        const answer = await fetch(`${running.service.url}/api/${path}?${query}`, {
          headers: { authorization: `Bearer ${running.service.token.reveal()}` },
        });
        const { code = 'none' } = (await answer.json()) as { code?: string };
        codes[`${path} ${query}`] = answer.ok ? 'open' : code;
      }
    expect(codes).toMatchObject({
      'connections limit=501': 'MLA-SERVER-002',
      'people limit=0': 'MLA-SERVER-002',
      'sessions limit=501': 'MLA-SERVER-002',
      // Names have an order of their own: there is a next one also after a name that is gone.
      'connections after=nobody-here': 'open',
      'people after=nobody-here': 'MLA-PEOPLE-003',
      'tokens before=nobody-here': 'MLA-PEOPLE-009',
      'sessions before=nobody-here': 'MLA-SERVER-002',
      'releases after=nobody-here': 'MLA-KUBEFLOW-001',
    });
  });

  test('are whole in a terminal', async () => {
    const environment = { MLA_SERVER: running.service.url, MLA_TOKEN: running.service.token.reveal() };
    const lengths: Record<string, number> = {};
    for (const words of [
      ['connection', 'list'],
      ['person', 'list'],
      ['token', 'list'],
      ['sessions'],
      ['release', 'list'],
    ]) {
      const { stdout } = await runInPipe([...words, '--json'], { environment });
      for (const [name, entries] of Object.entries(JSON.parse(stdout) as Record<string, unknown[]>))
        lengths[name] = entries.length;
    }
    expect(lengths).toEqual({ connections: count, people: count + 1, tokens: count, sessions: count, releases: count });
  });
});

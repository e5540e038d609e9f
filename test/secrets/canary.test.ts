import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRealCluster } from '../../sandbox/ccp/clusters/sandbox-clusters.ts';
import { startCcpSimulator } from '../../sandbox/ccp/simulator.ts';
import { routes, type Route } from '../../src/api/contract.ts';
import { openDatabase } from '../../src/runs/database/open-database.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { findCanaries, type Canary, type Heard, type Leak } from './canaries.fixture.ts';
import { deliberate } from './deliberate.fixture.ts';
import { useProduct } from './product.fixture.ts';
import { brought, tellWholeStory, type Story } from './whole-story.fixture.ts';

let directory: string;
let story: Story;
/** Every table of the store as text: compressed values are readable there. */
let tables: Heard[];
let said: Leak[];
let written: Leak[];

const isDeliberate = ({ canary, place }: Leak): boolean =>
  deliberate.some((one) => one.place.test(place) && one.canary.test(canary));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-secrets-'));
  const [home, cache, desk] = ['home', 'cache', 'desk'].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([home, cache, desk].map((folder) => mkdir(folder, { mode: 0o700 })));
  const ccp = await startCcpSimulator({
    directory: join(directory, 'ccp'),
    startCluster: startRealCluster,
    password: brought.password,
  });
  story = {
    product: useProduct({
      program: await builtProgram(),
      home,
      cache,
      mirror: `http://someone:${brought.mirrorPassword}@127.0.0.1:1`,
    }),
    ccp,
    desk,
    home,
    canaries: [],
    stored: [],
    walked: new Map(),
  };
  try {
    await tellWholeStory(story);
  } finally {
    await ccp.stop();
  }
  story.canaries.push(...(await canariesOfFiles(home)), ...canariesOfPlatform(story), ...canariesBrought());
  tables = await readTables(home);
  said = findCanaries(story.canaries, story.product.heard);
  written = findCanaries(story.canaries, [...story.stored, ...tables]);
});

afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

describe('a secret, through connecting, installing, a kill, failing, looking and deleting,', () => {
  test('is said in no output, log, event, answer, error, document or preview, but where just that was asked for', () => {
    expect(said.filter((leak) => !isDeliberate(leak))).toEqual([]);
  });

  test('is written in no file of the store, its logs included, nor in a table, but where the keys have to lie', () => {
    expect(written.filter((leak) => !isDeliberate(leak))).toEqual([]);
  });

  test('is found where it is meant to be: each place that is let through is used, so the search does see', () => {
    const found = [...said, ...written];
    const unused = deliberate.filter(
      (one) => !found.some(({ canary, place }) => one.place.test(place) && one.canary.test(canary)),
    );
    expect(unused).toEqual([]);
  });

  test('is only in files that their owner alone can read', () => {
    const open = story.stored.filter(
      ({ place, mode }) => (mode & 0o077) !== 0 && written.some((leak) => leak.place === place),
    );
    expect(open).toEqual([]);
  });
});

test('the story went through everything: each GET route answered, runs succeeded and failed, every kind of secret was there', () => {
  const reads = Object.entries<Route>(routes).filter(([, { method }]) => method === 'GET');
  expect(
    reads.filter(([name]) => story.walked.get(name) !== 'answered').map(([name]) => [name, story.walked.get(name)]),
  ).toEqual([]);
  const all = story.product.heard.map(({ text }) => text).join('\n');
  for (const type of ['run.resumed', 'run.succeeded', 'run.failed', 'credentials.revealed'])
    expect(all).toContain(type);
  for (const code of [
    'MLA-CLI-006',
    'MLA-RUN-011',
    'MLA-RUN-012',
    'MLA-RUN-003',
    'MLA-SERVER-001',
    'MLA-SERVER-002',
    'MLA-SERVER-009',
  ])
    expect(all).toContain(code);
  expect(tables.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['table connection', 'table run_event', 'table session']),
  );
  expect(new Set(story.canaries.map(({ name }) => name)).size).toBeGreaterThan(25);
});

async function canariesOfFiles(home: string): Promise<Canary[]> {
  const read = async (file: string): Promise<string> => (await readFile(join(home, file), 'utf8')).trim();
  return [
    { name: 'token of the API', value: await read('token') },
    { name: 'key of the vault', value: await read('secret.key') },
  ];
}

/** The tokens that CCP gave, as they came back in requests. */
function canariesOfPlatform({ ccp }: Story): Canary[] {
  const tokens = new Set(ccp.requests.flatMap(({ headers }) => headers['x-auth-token'] ?? []));
  return [...tokens].map((value) => ({ name: 'login token of CCP', value }));
}

function canariesBrought(): Canary[] {
  return Object.entries(brought).map(([name, value]) => ({ name: `brought along: ${name}`, value: String(value) }));
}

async function readTables(home: string): Promise<Heard[]> {
  const database = await openDatabase({ directory: home, durability: 'none' });
  try {
    const { rows } = await sql<{
      name: string;
    }>`select table_name as name from information_schema.tables where table_schema = 'public'`.execute(database.sql);
    return await Promise.all(
      rows.map(async ({ name }) => {
        const content = await sql<{ row: string }>`select one::text as row from ${sql.table(name)} as one`.execute(
          database.sql,
        );
        return { place: `table ${name}`, text: content.rows.map(({ row }) => row).join('\n') };
      }),
    );
  } finally {
    await database.close();
  }
}

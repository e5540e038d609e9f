import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiClient } from '../../src/api/client.ts';
import { readInstance } from '../../src/cli/server/instance-file.ts';
import { keepLogs } from '../kept-log.fixture.ts';
import { builtProgram } from './built-program.fixture.ts';

/* Tests that import the product run its sources; those that start it run the bundle, as `mla` does. Here both say the same. */

const run = promisify(execFile);
const openLog = keepLogs();
const sources = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
let bundle: string;
let home: string;

beforeAll(async () => {
  bundle = await builtProgram();
  home = await mkdtemp(join(tmpdir(), 'mla-built-test-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function outcome(program: string, words: readonly string[]): Promise<unknown> {
  const environment = { ...process.env, MLA_HOME: home, NO_COLOR: '1' };
  const said = await run(process.execPath, [program, ...words], { env: environment }).catch(
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  return { code: 'code' in said ? said.code : 0, stdout: said.stdout, stderr: said.stderr };
}

test('is the bundle and not the sources', () => {
  expect(bundle).toMatch(/[/\\]dist[/\\]main\.mjs$/);
});

test('starts its programs from the bundle, none from its source', async () => {
  const folder = dirname(bundle);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.mjs'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const addresses = texts.flatMap((text) => [...text.matchAll(/new URL\("([^"]+\.m?[jt]s)"/g)].map(([, path]) => path));
  expect(addresses.filter((path) => !path?.startsWith('../')).toSorted()).toEqual([
    './main.mjs',
    './sandbox.mjs',
    './simulated-ccp.mjs',
  ]);
});

test.each([
  ['--version'],
  ['version --json'],
  ['help'],
  ['help apply'],
  ['help connection add'],
  ['status --frob'],
  ['plan --release sample --json'],
  ['release list'],
  ['plan --release nobody-has-this'],
])('`mla %s` says the same, and ends the same, as from the sources', async (line) => {
  const words = line.split(' ');
  expect(await outcome(bundle, words)).toEqual(await outcome(sources, words));
});

test('serves the API, the sample release and the pages', async () => {
  const child = spawn(process.execPath, [bundle, 'serve', '--port', '0', '--json'], {
    env: { ...process.env, MLA_HOME: home, MLA_RELEASE_PATH: '' },
    stdio: ['ignore', 'pipe', openLog('mla serve')],
  });
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { login } = JSON.parse(line) as { login: string };
    const instance = await readInstance(home);
    const client = createApiClient(instance!);
    expect(await client.call('listReleases', {})).toContainEqual(expect.objectContaining({ name: 'sample' }));
    const page = await fetch(login, { redirect: 'manual' });
    expect(page.status).toBeLessThan(400);
    const description = await fetch(`${instance!.url}/api/openapi.json`, {
      headers: { authorization: `Bearer ${instance!.token.reveal()}` },
    });
    expect(Object.keys(((await description.json()) as { paths: object }).paths)).toContain('/api/runs/{id}/stream');
  } finally {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    expect((await closed)[0]).toBe(0);
  }
});

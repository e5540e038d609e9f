import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes, type Route } from '../../api/contract.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { patience } from '../../../test/patience.fixture.ts';

let running: TestService;
let url: string;
beforeAll(async () => {
  running = await openTestService();
  url = running.service.url;
});
afterAll(() => running[Symbol.asyncDispose]());

const token = (): Record<string, string> => ({ authorization: `Bearer ${running.service.token.reveal()}` });
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}${path}`, { redirect: 'manual', ...init });

/** How a connection to an address of this machine ends. */
function knock(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patience.condition });
    const end = (how: string): void => {
      socket.destroy();
      resolve(how);
    };
    socket
      .once('connect', () => end('open'))
      .once('error', () => end('closed'))
      .once('timeout', () => end('closed'));
  });
}

test('the server listens on this machine only [v1]', async () => {
  const { port, hostname } = new URL(url);
  expect(await knock(hostname, Number(port))).toBe('open');
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address, family, scopeid }) => (family === 'IPv6' && scopeid ? `${address}%${scopeid}` : address));
  for (const address of ['127.0.0.2', ...others])
    expect(`${address} ${await knock(address, Number(port))}`).toBe(`${address} closed`);
});

test('an unexpected error answers with a code and shows no code of the program [v1]', async () => {
  const response = await ask('/api/plans', {
    method: 'POST',
    headers: { ...token(), 'content-type': 'application/json' },
    body: '{"release":"sample","components":"all"}',
  });
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ code: 'MLA-GENERAL-001' });
  expect(text).not.toMatch(/\.ts\b|\bat \S+ ?\(|node_modules/);
  expect(running.reported.splice(0).join()).toMatch(/service\.fixture\.ts/);
});

test('each error is JSON with code, cause and fix [v1]', async () => {
  const headers = { ...token(), 'content-type': 'application/json' };
  const wrong: readonly (readonly [number, string, RequestInit])[] = [
    [400, '/api/installations', { method: 'POST', headers, body: '{"' }],
    [400, '/api/installations', { method: 'POST', headers, body: '{}' }],
    [401, '/api/runs', {}],
    [404, '/api/runs/nothing', { headers }],
    [404, '/api/nothing', { headers }],
    [413, '/api/installations', { method: 'POST', headers, body: `"${'x'.repeat(1_100_000)}"` }],
    [500, '/api/plans', { method: 'POST', headers, body: '{"release":"sample","components":"all"}' }],
  ];
  for (const [status, path, init] of wrong) {
    const response = await ask(path, init);
    expect(`${path} ${response.status}`).toBe(`${path} ${status}`);
    expect(await response.json()).toEqual({
      code: expect.stringMatching(/^MLA-[A-Z]+-\d{3}$/) as string,
      kind: expect.any(String) as string,
      message: expect.any(String) as string,
      cause: expect.any(String) as string,
      fix: expect.any(String) as string,
      details: expect.any(Object) as object,
    });
  }
  running.reported.splice(0);
});

test('a request for a file of the pages that cannot be sent is the fault of the request, and no error of ours', async () => {
  const pages = await mkdtemp(join(tmpdir(), 'pages-'));
  await mkdir(join(pages, 'assets'));
  await Promise.all([writeFile(join(pages, 'index.html'), 'page'), writeFile(join(pages, 'assets', 'app.js'), 'app')]);
  await using shown = await openTestService({ webDirectory: pages });
  for (const headers of [{ range: 'bytes=99999-' }, { 'if-match': '"other"' }]) {
    const answer = await fetch(`${shown.service.url}/assets/app.js`, { headers });
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'MLA-SERVER-002' }]);
  }
  expect(shown.reported).toEqual([]);
  await rm(pages, { recursive: true });
});

test('a request without a session gets 401, with the way to log in [v1]', async () => {
  for (const { path, method, role } of Object.values<Route>(routes)) {
    if (role === 'none') continue;
    const response = await ask(path.replace(/:\w+/g, 'x'), { method });
    expect(`${path} ${response.status}`).toBe(`${path} 401`);
    expect(await response.json()).toMatchObject({
      code: 'MLA-SERVER-001',
      fix: expect.stringContaining('mla open') as string,
    });
  }
});

test('each route answers to its own method and refuses others [v1]', async () => {
  const answers = async (path: string, method: string): Promise<unknown> =>
    ((await (await ask(path.replace(/:\w+/g, 'x'), { method, headers: token() })).json()) as { code?: string }).code;
  const known = new Set(Object.values<Route>(routes).map(({ method, path }) => `${method} ${path}`));
  expect(known.size).toBeGreaterThan(20);
  for (const { path, method } of Object.values<Route>(routes)) {
    // QUERY has a body, which is not looked at.
    expect([path, (await ask(path.replace(/:\w+/g, 'x'), { method: 'QUERY', headers: token() })).status]).toEqual([
      path,
      405,
    ]);
    const other = ['PATCH', 'PUT', 'POST', 'DELETE'].find((one) => !known.has(`${one} ${path}`)) ?? '';
    expect(`${other} ${path} ${String(await answers(path, other))}`).toBe(`${other} ${path} MLA-SERVER-018`);
    if (method !== 'GET') continue;
    expect(`GET ${path} ${String(await answers(path, 'GET'))}`).not.toContain('MLA-SERVER-018');
  }
});

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes, type Route } from '../api/contract.ts';
import { Secret } from '../secret.ts';
import { sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import { logIn, openTestService, type TestService } from './service.fixture.ts';

/** One test for each fault of the first MLAnywhere in its web server, named after it. */

let running: TestService;
let url: string;
const finish = Promise.withResolvers<undefined>();
beforeAll(async () => {
  running = await openTestService({
    steps: ({ installations }) => [
      {
        name: 'create-cluster',
        phase: 'cluster',
        title: 'Create the cluster',
        input: () => null,
        run: async ({ installation: { metadata }, tell }) => {
          tell({ type: 'log', severity: 'info', message: `told by ${metadata.name}` });
          if (metadata.name.startsWith('slow')) await finish.promise;
          await installations.saveKubeconfig(metadata.name, new Secret(`kubeconfig of ${metadata.name}`));
          return {};
        },
      },
    ],
  });
  url = running.service.url;
}, 30_000);
afterAll(async () => {
  finish.resolve(undefined);
  await running[Symbol.asyncDispose]();
});

const token = (): Record<string, string> => ({ authorization: `Bearer ${running.service.token.reveal()}` });
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${url}${path}`, { redirect: 'manual', ...init });
const follow = (runId: string, headers = token()): Promise<Response> =>
  ask(`/api/runs/${runId}/stream?after=0`, { headers });

async function applyWhole(name: string): Promise<string> {
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation(name) });
  await (await follow(runId)).text();
  return runId;
}

/** How a connection to an address of this machine ends. */
function knock(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
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

describe('security', () => {
  test('the key of all sessions stood in the source: here a session of one server, or a made-up one, opens nothing on another', async () => {
    await using other = await openTestService();
    const [page, foreignPage] = [await logIn(running), await logIn(other)];
    const [own, foreign] = [page, foreignPage].map(({ cookie }) => cookie.split('=')[1] ?? '');
    const statusWith = async (value: string): Promise<number> =>
      (await ask('/api/session', { headers: { ...page, cookie: `mla_session_${new URL(url).port}=${value}` } })).status;
    expect(await statusWith(own!)).toBe(200);
    for (const forged of [
      foreign!,
      `${own!.slice(0, -1)}${own!.endsWith('A') ? 'B' : 'A'}`,
      'eyJsb2dnZWRfaW4iOnRydWV9.signature',
      '',
    ])
      expect(await statusWith(forged)).toBe(401);
  });

  test('the cookie of a session held the login to CCP, for anyone to read: here it holds nothing but randomness', async () => {
    const cookies = (await Promise.all([logIn(running), logIn(running)])).map(({ cookie }) => cookie);
    for (const cookie of cookies) expect(cookie).toMatch(/^mla_session_\d+=[\w-]{43}$/);
    expect(cookies[0]).not.toBe(cookies[1]);
  });

  test('a server for developers listened on every address: here it is reached from this machine alone', async () => {
    const { port, hostname } = new URL(url);
    expect(await knock(hostname, Number(port))).toBe('open');
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address, family, scopeid }) => (family === 'IPv6' && scopeid ? `${address}%${scopeid}` : address));
    for (const address of ['127.0.0.2', ...others])
      expect(`${address} ${await knock(address, Number(port))}`).toBe(`${address} closed`);
  });

  test('an error opened a debugger to the visitor: here an unforeseen one answers with a code and shows no line of the program', async () => {
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

  test('every visitor could list the kubeconfigs of all: here no list holds one, and none is given without a login', async () => {
    await applyWhole('whole-name');
    const path = '/api/installations/whole-name/kubeconfig';
    expect((await ask(path)).status).toBe(401);
    expect((await ask('/api/installations')).status).toBe(401);
    expect(JSON.stringify(await running.client.call('listInstallations', {}))).not.toContain('kubeconfig of');
    expect(await (await ask(path, { headers: token() })).json()).toEqual({ kubeconfig: 'kubeconfig of whole-name' });
  });

  test('messages went to every connected browser: here a stream tells of its own run, and to nobody without a login', async () => {
    const [one, other] = [await applyWhole('one'), await applyWhole('other')];
    expect((await follow(one, {})).status).toBe(401);
    const said = await (await follow(one)).text();
    expect(said).toContain('told by one');
    expect(said).not.toContain('told by other');
    expect(await (await follow(other)).text()).toContain('told by other');
  });
});

describe('correctness', () => {
  test('the wait for a cluster hung on the browser’s request: here the request is answered at once, and the run goes on with nobody there', async () => {
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('slow-one') });
    const browser = new AbortController();
    const stream = await ask(`/api/runs/${runId}/stream?after=0`, { headers: token(), signal: browser.signal });
    for await (const text of stream.body!.pipeThrough(new TextDecoderStream()))
      if (text.includes('told by slow-one')) break;
    browser.abort();
    expect(await running.client.call('getRun', { params: { id: runId } })).toMatchObject({ state: 'running' });
    finish.resolve(undefined);
    expect(await (await follow(runId)).text()).toContain('run.succeeded');
  });

  test('an exception in place of words broke the answer to an error: here each error is JSON with code, cause and fix', async () => {
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

  test('without a session a route fell through and answered 500: here it says that a login is needed, and how', async () => {
    for (const { path, method, open = false } of Object.values<Route>(routes)) {
      if (open) continue;
      const response = await ask(path.replace(/:\w+/g, 'x'), { method });
      expect(`${path} ${response.status}`).toBe(`${path} 401`);
      expect(await response.json()).toMatchObject({
        code: 'MLA-SERVER-001',
        fix: expect.stringContaining('mla open') as string,
      });
    }
  });

  test('the login took POST and was registered for GET alone: here each route answers to the contract’s method, and to another one says that it does not', async () => {
    const answers = async (path: string, method: string): Promise<unknown> =>
      ((await (await ask(path.replace(/:\w+/g, 'x'), { method, headers: token() })).json()) as { code?: string }).code;
    const known = new Set(Object.values<Route>(routes).map(({ method, path }) => `${method} ${path}`));
    expect(known.size).toBeGreaterThan(20);
    for (const { path, method } of Object.values<Route>(routes)) {
      const other = ['PATCH', 'PUT', 'POST', 'DELETE'].find((one) => !known.has(`${one} ${path}`)) ?? '';
      expect(`${other} ${path} ${String(await answers(path, other))}`).toBe(`${other} ${path} MLA-SERVER-007`);
      if (method !== 'GET') continue;
      expect(`GET ${path} ${String(await answers(path, 'GET'))}`).not.toContain('MLA-SERVER-007');
    }
  });

  test('a deployment had one name for all and answered nothing: here the answer names the installation and its run', async () => {
    expect(await running.client.call('applyInstallation', { body: sandboxInstallation('named-by-me') })).toEqual({
      name: 'named-by-me',
      runId: 'named-by-me-1',
    });
  });

  test('the page asked for kubeconfigs where the server had none: here both go by one contract, and names come whole', async () => {
    for (const name of ['a', 'demo', 'k8s-demo', 'demo-yaml']) {
      await applyWhole(name);
      expect(await running.client.call('getKubeconfig', { params: { name } })).toEqual({
        kubeconfig: `kubeconfig of ${name}`,
      });
      expect((await running.client.call('listInstallations', {})).map((one) => one.name)).toContain(name);
    }
  });
});

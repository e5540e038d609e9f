import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { openTestDatabase, sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { openSqlRunStore } from '../../runs/store/sql-run-store.ts';
import { openServerLog } from './open-server-log.ts';
import { readKeepRuns, startRetention } from './retention.ts';
import type { InstallationInput } from '../../installation/installation.ts';
import { openTestService, type TestService } from '../service.fixture.ts';

/* A real server with its database, and its log as a program that reads lines gets it. */

const secret = `n${randomBytes(12).toString('hex')}`;
const installation: InstallationInput = {
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'measured' },
  spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: { release: '26.03' } },
};

let written = '';
let server: TestService;
beforeAll(async () => {
  const write = (text: string): void => void (written += text);
  server = await openTestService({
    log: openServerLog({ write }, {}),
    makePlan: () => Promise.reject(new Error(`the token ${server.service.token.reveal()} blocked it`)),
    steps: () => [
      { name: 'connect', phase: 'preflight', title: 'Connect', input: () => null, run: () => Promise.resolve({}) },
    ],
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const lines = (): Record<string, unknown>[] =>
  written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function ask(path: string, init: RequestInit = {}, token = server.service.token.reveal()): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) };
  return fetch(`${server.service.url}${path}`, { ...init, headers });
}

test('each response names its request, by the name that a proxy gave it, and the log has a line for it', async () => {
  const given = await ask(`/api/installations/${secret}`, { headers: { 'x-request-id': 'proxy-12345678' } });
  expect([given.status, given.headers.get('x-request-id')]).toEqual([404, 'proxy-12345678']);
  const odd = await ask('/api/connections', { headers: { 'x-request-id': 'a b\tc{}' } });
  expect(odd.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  const line = await eventually(() => Promise.resolve(lines().find(({ requestId }) => requestId === 'proxy-12345678')));
  expect(line).toMatchObject({ level: 'info', method: 'GET', route: '/api/installations/:name', status: 404 });
  expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  // Neither what an address holds nor a token is in the log.
  expect(written).not.toContain(secret);
});

test('an unexpected error tells the user by which request its cause is found in the log, and no secret', async () => {
  const answer = await ask('/api/plans', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ release: '26.03', components: 'all' }),
  });
  const requestId = answer.headers.get('x-request-id') ?? '';
  const report = (await answer.json()) as { fix: string; details: Record<string, unknown> };
  expect(answer.status).toBe(500);
  expect(report.fix).toContain(`under the request ${requestId}.`);
  expect(report.details).toMatchObject({ requestId });
  expect(lines()).toContainEqual(
    expect.objectContaining({
      level: 'error',
      requestId,
      message: expect.stringContaining('blocked it') as string,
    }),
  );
  expect(written + JSON.stringify(report)).not.toContain(server.service.token.reveal());
});

test('/metrics needs a login, and counts requests, streams, runs and steps in the format of Prometheus', async () => {
  expect((await ask('/metrics', {}, 'wrong')).status).toBe(401);
  const kubeconfig = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  });
  await server.client.call('saveConnection', { params: { name: 'lab' }, body: { platform: 'existing', kubeconfig } });
  const { runs } = server.service;
  const { id } = await runs.createRun({ installation: installation as never, kind: 'create' });
  const text = await eventually(async () => {
    const answer = await ask('/metrics');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const body = await answer.text();
    return body.includes('mlanywhere_runs{state="succeeded"} 1') && body;
  });
  expect(text).toContain('mlanywhere_step_duration_seconds_count{step="connect",outcome="succeeded"} 1');
  expect(text).toMatch(/mlanywhere_http_requests_total\{method="GET",route="\/metrics",status="401"\} 1/);
  expect(text).toContain('mlanywhere_database_up 1');
  expect(text).toMatch(/process_resident_memory_bytes \d{7,}/);
  expect(text).toContain('mlanywhere_event_streams 0');
  expect(text).not.toContain(id);
});

test('in a terminal only warnings are shown, as words, and an unknown level is refused', () => {
  let shown = '';
  const log = openServerLog({ isTTY: true, write: (text) => (shown += text) }, {});
  log({ level: 'info', message: 'a request' });
  log({ level: 'error', message: 'a fault', requestId: '1' });
  expect(shown).toBe('a fault\n');
  expect(() => openServerLog({ write: () => undefined }, { MLA_LOG_LEVEL: 'loud' })).toThrow('MLA_LOG_LEVEL');
});

test('MLA_KEEP_RUNS is a number from 1, or all', () => {
  expect([undefined, '', 'all', '1', '50'].map(readKeepRuns)).toEqual([undefined, undefined, undefined, 1, 50]);
  for (const wrong of ['0', '-1', 'none', '1.5'])
    expect(() => readKeepRuns(wrong)).toThrow(expect.objectContaining({ key: 'cli.badValue' }));
});

test('a server that keeps few runs deletes older ones while it works, and stops without waiting for the next hour', async () => {
  await using opened = await openTestDatabase();
  const store = await openSqlRunStore(opened.database);
  for (let count = 0; count < 3; count += 1) {
    const { id } = await store.createRun({ installation: sandboxInstallation('old'), kind: 'create' });
    await store.requestCancel(id);
  }
  const retention = startRetention({
    database: opened.database,
    keep: 2,
    report: () => expect.unreachable(),
    every: 1,
  });
  const left = async (): Promise<number> => (await store.listRuns({ installation: 'old' })).length;
  await eventually(async () => (await left()) === 2);
  const { id } = await store.createRun({ installation: sandboxInstallation('old'), kind: 'create' });
  await store.requestCancel(id);
  await eventually(async () => (await left()) === 2);
  await retention.stop();
});

import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { issueCertificate, type CertificatePair } from '../../../sandbox/certificates/issue.ts';
import { patience } from '../../../test/patience.fixture.ts';
import { readBaseUrl } from '../address/read-base-url.ts';
import { readDashboardUrl } from '../address/dashboard-url.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { openTlsFiles } from './tls-files.ts';

/* The real server with real TLS, as other machines reach it. */

const authority = issueCertificate({ commonName: 'authority of the test' });
const issue = (commonName: string): CertificatePair =>
  issueCertificate({ commonName, hosts: ['ml.test', 'demo.dash.test'], days: 90, issuer: authority });

let folder: string;
let paths: { readonly certificate: string; readonly key: string };
let server: TestService;
let port: number;

async function write({ certificate, key }: CertificatePair): Promise<void> {
  await writeFile(paths.certificate, certificate);
  await writeFile(paths.key, key);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-tls-'));
  paths = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  await write(issue('first'));
  const listening: number[] = [];
  server = await openTestService({
    host: '0.0.0.0',
    tls: paths,
    baseUrl: readBaseUrl('https://ml.test/tools/mla/', ''),
    dashboardUrl: readDashboardUrl('https://*.dash.test', ''),
    listensOn: (one) => listening.push(one),
  });
  port = listening.find((one) => String(one) !== new URL(server.service.url).port) ?? 0;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Asked {
  readonly host?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** One request with a verified certificate, and its whole answer. */
async function ask(path: string, asked: Asked = {}): Promise<IncomingMessage & { readonly text: string }> {
  const { host = 'ml.test', method = 'GET', headers = {}, body } = asked;
  const asking = request({
    host: '127.0.0.1',
    port,
    servername: host,
    ca: authority.certificate,
    path,
    method,
    headers: { host, ...headers },
    agent: false,
  });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return Object.assign(answer, { text });
}

test('a person logs in over HTTPS below a path, with a cookie that goes nowhere else', async () => {
  const link = new URL(server.service.loginLink());
  expect(link.origin + link.pathname).toBe('https://ml.test/tools/mla/login');
  const token = new URLSearchParams(link.hash.slice(1)).get('code');
  const login = { method: 'POST', body: JSON.stringify({ token }) };
  const headers = { 'content-type': 'application/json' };
  const foreign = await ask('/tools/mla/api/login', {
    ...login,
    headers: { ...headers, origin: 'https://demo.dash.test' },
  });
  expect(foreign.statusCode).toBe(403);
  const answer = await ask('/tools/mla/api/login', { ...login, headers: { ...headers, origin: 'https://ml.test' } });
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^__Secure-mla_session=[\w-]{43}; Max-Age=604800; Path=\/tools\/mla\/; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ]);
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const page = { cookie, 'x-csrf-token': (JSON.parse(answer.text) as { csrfToken: string }).csrfToken };
  expect((await ask('/tools/mla/api/session', { headers: page })).statusCode).toBe(200);
  expect((await ask('/tools/mla/api/session', { headers: { cookie } })).statusCode).toBe(403);
  expect(await ask('/tools/mla/api/session', { host: 'other.test' }).catch(String)).toMatch(/altname/i);
});

test('host names of dashboards lead to dashboards, and MLAnywhere does not answer there', async () => {
  const answer = await ask('/api/health', { host: 'demo.dash.test' });
  expect(answer.statusCode).toBe(401);
  expect(answer.text).toContain('MLA-ACCESS-011');
  expect(answer.text).toContain('href="https://ml.test/tools/mla"');
});

test('programs of this machine need no certificate, and a browser gets nothing there', async () => {
  expect(await server.client.call('health', {})).toMatchObject({ ok: true });
  const { status } = await fetch(`${server.service.url}/api/login`, {
    method: 'POST',
    headers: { origin: server.service.url },
  });
  expect(status).toBe(403);
});

test('TLS before 1.2 is refused', async () => {
  const old = connect({
    host: '127.0.0.1',
    port,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    // The refusal comes before a certificate could be looked at, and nothing is sent.
    rejectUnauthorized: false,
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const [error] = (await once(old, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/);
});

test('a new certificate is used without a restart; a broken one is told once, and the old one stays', async () => {
  const told: unknown[] = [];
  const closers: (() => Promise<void>)[] = [];
  const files = await openTlsFiles(paths, { report: (error) => told.push(error), closers, every: 20 });
  const first = files.current();
  await writeFile(paths.key, issue('another key').key);
  await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: patience.condition });
  expect(told).toEqual([expect.objectContaining({ key: 'server.tlsUnusable' })]);
  expect(files.current()).toBe(first);
  const second = issue('second');
  await write(second);
  await vi.waitFor(() => expect(files.current().cert).toBe(second.certificate), { timeout: patience.condition });
  await Promise.all(closers.map((close) => close()));
});

test('connections that are open outlive a new certificate', async () => {
  const open = async (): Promise<TLSSocket> => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'ml.test', ca: authority.certificate });
    await once(socket, 'secureConnect');
    return socket;
  };
  const socket = await open();
  await write(issue('third'));
  const nameNow = async (): Promise<string> => {
    const fresh = await open();
    const { subject } = fresh.getPeerCertificate();
    fresh.destroy();
    return String(subject.CN);
  };
  await vi.waitFor(async () => expect(await nameNow()).toBe('third'), { timeout: patience.condition, interval: 200 });
  socket.write('GET /tools/mla/api/health HTTP/1.1\r\nhost: ml.test\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toContain('HTTP/1.1 200');
  socket.destroy();
});

test('without a usable certificate the server does not start', async () => {
  await expect(
    openTlsFiles({ ...paths, key: join(folder, 'none') }, { report: () => undefined, closers: [] }),
  ).rejects.toMatchObject({ key: 'server.tlsUnusable' });
});

import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPodProgram, type PodProgram } from '../../kubernetes/testing/pod-program.fixture.ts';
import { matching } from '../../kubernetes/testing/matching.fixture.ts';
import { addTestPerson } from '../people/people.fixture.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import {
  addInstallation,
  ask,
  askRaw,
  echoOf,
  openSocket,
  clientThatForwardsTo,
  browserOf,
  openBrowser,
  type TestBrowser,
} from './dashboard-browser.fixture.ts';

/* The real server with its listener, and real HTTP; the API server between it and the program is simulated, the real one is in port-forward.sandbox.test.ts. */

let server: TestService;
let browser: TestBrowser;
/** A program behind the gateway that tells what reached it, and answers as headers ask it to. */
let port: number;
const seen: IncomingMessage[] = [];
const echo = createServer((request, response) => {
  const isReused = seen.some(({ socket }) => socket === request.socket);
  seen.push(request);
  if (isReused && request.headers['x-drop'] === 'reused') return void request.socket.resetAndDestroy();
  if (request.headers['x-hold'] === 'yes') return void echo.emit('held', request);
  const answer = new Map(Object.entries(request.headers).filter(([name]) => name.startsWith('x-answer-')));
  for (const [name, value] of answer) response.setHeader(name.slice(9), String(value).split('|'));
  request.resume().once('end', () => response.end(request.url));
});
let other: PodProgram;
const streams: Duplex[] = [];

beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  port = (echo.address() as AddressInfo).port;
  other = await startPodProgram();
  const clients: Record<string, ReturnType<typeof clientThatForwardsTo>> = {
    demo: clientThatForwardsTo(
      () => port,
      (stream) => streams.push(stream),
    ),
    other: clientThatForwardsTo(() => other.port),
  };
  server = await openTestService({
    openCluster: ({ metadata: { name } }) =>
      name in clients ? Promise.resolve(clients[name] as never) : Promise.reject(new Error('<b>no</b> cluster')),
  });
  await addInstallation(server, 'demo');
  await addInstallation(server, 'other');
  await addInstallation(server, 'broken');
  browser = await openBrowser(server);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await other.close();
  echo.close();
  echo.closeAllConnections();
});

test('a ticket becomes a cookie that scripts cannot read, and the dashboard opens at a host name of its own', async () => {
  const url = await browser.ticket('demo');
  expect(url.href).toMatch(/^http:\/\/demo\.localhost:\d+\/\.mlanywhere\/open\?ticket=[\w-]{43}$/);
  const asked = { port: Number(url.port), headers: { host: url.host } };
  const answer = await ask({ ...asked, path: url.pathname + url.search });
  expect(answer.statusCode).toBe(303);
  expect(answer.headers).toMatchObject({
    location: '/',
    'set-cookie': [matching(/^mla_dashboard=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/)],
    'referrer-policy': 'no-referrer',
  });
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  const page = await ask({ ...asked, path: '/a?b=c', headers: { ...asked.headers, cookie: cookie.split(';')[0] } });
  expect([page.statusCode, page.text]).toEqual([200, '/a?b=c']);

  const again = await ask({ ...asked, path: url.pathname + url.search });
  expect(again.statusCode).toBe(401);
  expect(again.headers['set-cookie']).toBeUndefined();
  expect(again.text).toContain('MLA-ACCESS-011');
});

test('a ticket leads to the page that was asked for, and never to another host', async () => {
  const path = '/_/pipeline/?ns=ann#/runs/details/1';
  const url = await browser.ticket('demo', path);
  const asked = { port: Number(url.port), path: url.pathname + url.search, headers: { host: url.host } };
  expect((await ask(asked)).headers.location).toBe(path);
  for (const foreign of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '',
    '/a\r\nx-evil: 1',
    '/\t/evil.example',
  ])
    await expect(browser.ticket('demo', foreign)).rejects.toThrow('path');
});

test('both loopback addresses answer, so that no program of others can answer on one of them', async () => {
  const opened = await browser.open('demo');
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
  for (const address of ['127.0.0.1', '::1'].filter((one) => own.includes(one)))
    expect((await ask({ ...opened, address })).statusCode).toBe(200);
});

test('a ticket and a cookie are for one installation only, and a cookie that someone made up opens nothing', async () => {
  const url = await browser.ticket('demo');
  const elsewhere = { port: Number(url.port), headers: { host: `other.localhost:${url.port}` } };
  expect((await ask({ ...elsewhere, path: url.pathname + url.search })).statusCode).toBe(401);
  expect(
    (await ask({ port: Number(url.port), headers: { host: url.host }, path: url.pathname + url.search })).statusCode,
  ).toBe(401);

  const demo = await browser.open('demo');
  const status = async (host: string, cookie: string): Promise<number | undefined> =>
    (await ask({ port: demo.port, headers: { host, cookie } })).statusCode;
  const { host, cookie } = demo.headers;
  expect(await status(host, cookie)).toBe(200);
  expect(await status(elsewhere.headers.host, cookie)).toBe(401);
  expect(await status(host, `${cookie.slice(0, -2)}xx`)).toBe(401);
  expect(await status(host, `${cookie}; ${cookie}`)).toBe(401);
  expect(await status(host, browser.login.cookie)).toBe(401);
  expect(await status(`localhost:${demo.port}`, cookie)).toBe(400);
  expect(await status(`demo.localhost.evil.example:${demo.port}`, cookie)).toBe(400);
});

test('who logs out loses the dashboard and its open connections, and nobody else does', async () => {
  const leaving = await openBrowser(server);
  const [left, stays] = [await leaving.open('other'), await browser.open('other')];
  const { socket } = await openSocket(left);
  if (socket === undefined) throw new Error('no WebSocket');
  expect(await echoOf(socket, 'ping of a kernel')).toBe('ping of a kernel');
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await fetch(`${server.service.url}/api/logout`, { method: 'POST', headers: leaving.login });
  await closed;
  expect((await ask(left)).statusCode).toBe(401);
  expect((await ask(stays)).statusCode).toBe(200);
});

test('who loses the right to open dashboards loses those that are open, and their connections', async () => {
  const { page } = await addTestPerson(server, { name: 'otto', role: 'operator' });
  const losing = browserOf(server, page);
  const left = await losing.open('other');
  const { socket } = await openSocket(left);
  if (socket === undefined) throw new Error('no WebSocket');
  expect(await echoOf(socket, 'ping of a kernel')).toBe('ping of a kernel');
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await server.client.call('changePerson', { params: { person: 'otto' }, body: { role: 'viewer' } });
  await closed;
  expect((await ask(left)).statusCode).toBe(401);
  await server.client.call('changePerson', {
    params: { person: 'otto' },
    body: { role: 'operator', scope: 'granted' },
  });
  expect((await ask(left)).statusCode).toBe(401);
  await server.client.call('changePerson', { params: { person: 'otto' }, body: { grant: ['other'] } });
  expect((await ask(left)).statusCode).toBe(200);
});

test('a program with the token of the server, a wish without a login and a page without its token get no ticket', async () => {
  await expect(server.client.call('openDashboard', { params: { name: 'demo' } })).rejects.toMatchObject({
    key: 'access.browserOnly',
  });
  const answer = await fetch(`${server.service.url}/api/installations/demo/dashboard`, { method: 'POST' });
  expect(answer.status).toBe(401);
  const foreign = await fetch(`${server.service.url}/api/installations/demo/dashboard`, {
    method: 'POST',
    headers: { cookie: browser.login.cookie },
  });
  expect(foreign.status).toBe(403);
});

test('the gateway gets the host that the browser sees and no secret of MLAnywhere', async () => {
  const { port: at, headers } = await browser.open('demo');
  seen.length = 0;
  await ask({
    port: at,
    headers: {
      ...headers,
      cookie: `a=1; ${headers.cookie}; ${browser.login.cookie}; b=2`,
      authorization: `Bearer ${server.service.token.reveal()}`,
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'https',
      forwarded: 'for=6.6.6.6',
      connection: 'close, x-secret-hop',
      'x-secret-hop': 'yes',
      te: 'trailers',
    },
  });
  expect(seen[0]?.headers).toEqual({
    host: headers.host,
    cookie: 'a=1; b=2',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': headers.host,
    'x-forwarded-proto': 'http',
    connection: 'keep-alive',
  });
  await ask({ port: at, headers: { ...headers, authorization: 'Bearer of-kubeflow' } });
  expect(seen[1]?.headers.authorization).toBe('Bearer of-kubeflow');
});

test('redirects and cookies of the gateway stay on the host that the browser sees', async () => {
  const { port: at, headers } = await browser.open('demo');
  const answer = await ask({
    port: at,
    headers: {
      ...headers,
      'x-answer-location': 'https://demo.localhost/oauth2/callback?code=1#x',
      'x-answer-set-cookie':
        'XSRF-TOKEN=1; Path=/jupyter; Secure; SameSite=Strict|oauth2=2; Domain=localhost; HttpOnly|mla_dashboard=evil',
      'x-answer-strict-transport-security': 'max-age=9',
      'x-answer-x-kept': 'yes',
    },
  });
  expect(answer.headers['set-cookie']).toEqual(['XSRF-TOKEN=1; Path=/jupyter; SameSite=Strict', 'oauth2=2; HttpOnly']);
  expect(answer.headers).toMatchObject({ location: '/oauth2/callback?code=1#x', 'x-kept': 'yes' });
  expect(answer.headers['strict-transport-security']).toBeUndefined();
  const away = await ask({ port: at, headers: { ...headers, 'x-answer-location': 'https://idp.example/login' } });
  expect(away.headers.location).toBe('https://idp.example/login');
});

test('requests that other pages send are refused, navigation is not', async () => {
  const { port: at, headers } = await browser.open('demo');
  const status = async (method: string, more: Record<string, string>): Promise<number | undefined> =>
    (await ask({ port: at, method, headers: { ...headers, ...more } })).statusCode;
  expect(await status('POST', { origin: `http://other.localhost:${at}` })).toBe(400);
  expect(await status('POST', { origin: 'null' })).toBe(400);
  expect(await status('GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' })).toBe(400);
  expect(await status('POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(400);
  expect(await status('GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBe(200);
  expect(await status('POST', { origin: `http://${headers.host}`, 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(await openSocket({ port: at, headers: { ...headers, origin: 'http://evil.example' } })).toEqual({
    status: 400,
  });
  expect(await openSocket({ port: at, headers: { host: headers.host } })).toEqual({ status: 401 });
});

test.each([
  ['two lengths', 'POST', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd'],
  ['a length and chunks', 'POST', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['chunks that are not the last coding', 'POST', 'Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n'],
  ['a coding before chunks', 'POST', 'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  ['codings in two fields', 'POST', 'Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a name with a space', 'POST', 'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
  ['a folded line', 'GET', 'X-A: 1\r\n 2\r\n\r\n'],
  ['a bare line feed', 'GET', 'X-A: 1\nX-B: 2\r\n\r\n'],
  ['a chunk whose length is no number', 'POST', 'Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n'],
  ['a second host', 'GET', 'Host: other.localhost\r\n\r\n'],
  ['HTTP/2 over an upgrade', 'GET', 'Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ['a tunnel', 'CONNECT', '\r\n'],
])('a request that two servers could read differently is refused: %s', async (_, method, rest) => {
  const { port: at, headers } = await browser.open('demo');
  seen.length = 0;
  const target = method === 'CONNECT' ? 'other.localhost:80' : '/x';
  const line = await askRaw(
    at,
    `${method} ${target} HTTP/1.1\r\nHost: ${headers.host}\r\nCookie: ${headers.cookie}\r\nConnection: close\r\n${rest}`,
  );
  expect(line).toMatch(/^(HTTP\/1\.1 400 Bad Request)?$/);
  expect(seen.filter(({ complete }) => complete)).toEqual([]);
});

test.each(['http://other.localhost/x', '*'])('a target that is no path is refused: %s', async (target) => {
  const { port: at, headers } = await browser.open('demo');
  const line = await askRaw(
    at,
    `GET ${target} HTTP/1.1\r\nHost: ${headers.host}\r\nCookie: ${headers.cookie}\r\nConnection: close\r\n\r\n`,
  );
  expect(line).toBe('HTTP/1.1 400 Bad Request');
});

test('a browser that leaves before the gateway answers ends its request there too, and nothing else', async () => {
  const opened = await browser.open('demo');
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  for (const more of ['', upgrade]) {
    const arrived = once(echo, 'held') as Promise<[IncomingMessage]>;
    const socket = connect({ port: opened.port, host: '127.0.0.1' });
    socket.write(
      `GET / HTTP/1.1\r\nHost: ${opened.headers.host}\r\nCookie: ${opened.headers.cookie}\r\nx-hold: yes\r\n${more}\r\n`,
    );
    const [request] = await arrived;
    const closed = once(request.socket, 'close');
    socket.destroy();
    await closed;
  }
  expect((await ask(opened)).statusCode).toBe(200);
});

test('a connection that breaks while nobody uses it is replaced without anybody noticing', async () => {
  const opened = await browser.open('demo');
  const before = streams.length;
  expect((await ask(opened)).statusCode).toBe(200);
  expect((await ask(opened)).statusCode).toBe(200);
  expect(streams.length - before).toBeLessThan(2);
  // It breaks at the moment of the next request.
  seen.length = 0;
  expect((await ask(opened)).statusCode).toBe(200);
  const [{ socket } = { socket: undefined }] = seen;
  const answer = await ask({ ...opened, headers: { ...opened.headers, 'x-drop': 'reused' } });
  expect(answer.statusCode).toBe(200);
  expect(seen.map((request) => request.socket === socket)).toEqual([true, true, false]);
});

test('what keeps a dashboard from opening is a page with code, cause and fix, and nothing in it is markup', async () => {
  const opened = await browser.open('broken');
  const answer = await ask(opened);
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  expect(answer.text).toContain('&#60;b&#62;no&#60;/b&#62; cluster');
  expect(answer.text).not.toContain('<b>');
  expect(answer.text).toContain(`href="http://localhost:${new URL(server.service.url).port}"`);
});

test('a server without dashboards says so, and a port that is taken is told', async () => {
  await using off = await openTestService({ dashboardPort: 'off' });
  await addInstallation(off, 'demo');
  await expect((await openBrowser(off)).ticket('demo')).rejects.toThrow('This server does not open dashboards.');
  await using taken = await openTestService({ dashboardPort: port });
  await addInstallation(taken, 'demo');
  await expect((await openBrowser(taken)).ticket('demo')).rejects.toThrow(`Port ${port} is in use`);
});

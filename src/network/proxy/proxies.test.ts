import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';
import { createAuthorities, trustBeside } from '../authorities.ts';
import { readNetworkFailure } from '../network-failure.ts';
import { openSecureWay, type Way } from '../open-way.ts';
import { hasTinyproxy, startTinyproxy, type Tinyproxy } from '../testing/tinyproxy.fixture.ts';
import { ProxyAddress } from './proxy-address.ts';

const authority = issueCertificate({ commonName: 'Lab CA' });
const pair = issueCertificate({ commonName: 'server', hosts: ['127.0.0.1', 'localhost'], issuer: authority });
let server: Server;
let port: number;

const listen = async (one: TcpServer): Promise<number> => {
  one.listen(0, '127.0.0.1');
  await once(one, 'listening');
  return (one.address() as AddressInfo).port;
};
const proxyAt = (text: string): ProxyAddress => ProxyAddress.read(text) as ProxyAddress;
const open = (proxy: ProxyAddress, way: Way = {}, to = port) =>
  openSecureWay(
    { url: new URL(`https://127.0.0.1:${to}`), trust: { mode: 'ca', certificate: authority.certificate } },
    { proxy, ...way },
    hangSignal(),
  );
/** How a failure is told to a person. */
const failureOf = async (opened: Promise<unknown>): Promise<unknown> => opened.then(() => 'opened', readNetworkFailure);

beforeAll(async () => {
  server = createHttpsServer({ cert: pair.certificate, key: pair.key }, (_, response) => response.end());
  port = await listen(server);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.skipIf(!hasTinyproxy)('A real proxy that', () => {
  let proxy: Tinyproxy;
  beforeAll(async () => {
    proxy = await startTinyproxy(['BasicAuth ann fifty', `ConnectPort ${port}`]);
  });
  afterAll(() => proxy.close());

  test('lets through opens the way', async () => {
    const socket = await open(proxyAt(`http://ann:fifty@${proxy.host}`));
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  test('asks for a login is named, with 407', async () => {
    expect(await failureOf(open(proxyAt(`http://${proxy.host}`)))).toEqual({
      failure: 'proxy-refused',
      reason: 'it asks for a user and a password (407)',
    });
  });

  test('forbids the port is named, with 403', async () => {
    expect(await failureOf(open(proxyAt(`http://ann:fifty@${proxy.host}`), {}, 1))).toEqual({
      failure: 'proxy-refused',
      reason: 'it does not allow this address and port (403)',
    });
  });

  test('does not answer to CONNECT in time is named, not the server behind it', async () => {
    const silent = createTcpServer(() => undefined);
    const waiting = await startTinyproxy([`ConnectPort ${port}`, `Upstream http 127.0.0.1:${await listen(silent)}`]);
    const url = new URL(`https://127.0.0.1:${port}`);
    const way = { proxy: proxyAt(`http://${waiting.host}`) };
    expect(await failureOf(openSecureWay({ url, trust: { mode: 'system' } }, way, AbortSignal.timeout(500)))).toEqual({
      failure: 'proxy-refused',
      reason: 'it did not answer in time',
    });
    await waiting.close();
    silent.close();
  });

  test('is down is named, not the server behind it', async () => {
    const down = await startTinyproxy([]);
    await down.close();
    expect(await failureOf(open(proxyAt(`http://${down.host}`)))).toMatchObject({
      failure: 'proxy-refused',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });
});

describe('A proxy that asks for', () => {
  test.each([
    [['NTLM', 'Negotiate'], 'NTLM or Negotiate'],
    [['Negotiate, NTLM'], 'NTLM or Negotiate'],
    [['Kerberos'], 'Kerberos'],
    [['Digest realm="a", nonce="b"'], 'Digest'],
  ])('%j gets the way out', async (asked, schemes) => {
    const http = createHttpServer().on('connect', (_, socket) =>
      socket.end(
        `HTTP/1.1 407 no\r\n${asked.map((line) => `Proxy-Authenticate: ${line}\r\n`).join('')}Content-Length: 0\r\n\r\n`,
      ),
    );
    const host = `127.0.0.1:${await listen(http)}`;
    await expect(open(proxyAt(`http://ann:hush@${host}`))).rejects.toMatchObject({
      code: 'MLA-GENERAL-005',
      details: { proxy: `http://${host}`, schemes },
      fix: expect.stringContaining('cntlm') as string,
    });
    http.close();
  });

  test('Basic beside NTLM is told that the password is wrong, and nothing of its answer is repeated', async () => {
    const http = createHttpServer().on('connect', (_, socket) =>
      socket.end(
        'HTTP/1.1 407 hunter2\r\nProxy-Authenticate: NTLM\r\nProxy-Authenticate: basic realm="hunter2"\r\n\r\n',
      ),
    );
    const proxy = proxyAt(`http://ann:hush@127.0.0.1:${await listen(http)}`);
    expect(await failureOf(open(proxy))).toEqual({
      failure: 'proxy-refused',
      reason: 'it does not accept the user and the password (407)',
    });
    http.close();
  });
});

describe('A proxy over HTTPS', () => {
  const company = issueCertificate({ commonName: 'Proxy CA' });
  const own = issueCertificate({ commonName: 'proxy', hosts: ['127.0.0.1'], issuer: company });
  let proxy: Server;
  let address: ProxyAddress;
  beforeAll(async () => {
    proxy = createHttpsServer({ cert: own.certificate, key: own.key }).on('connect', (_, client) => {
      const upstream = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      client.on('error', () => upstream.destroy());
      upstream.on('error', () => client.destroy());
    });
    address = proxyAt(`https://127.0.0.1:${await listen(proxy)}`);
  });
  afterAll(() => void proxy.close());

  test('is used with the authority that is given for it', async () => {
    const authorities = trustBeside(createAuthorities({}), company.certificate);
    (await open(address, { authorities })).destroy();
  });

  test('of an unknown authority is named, with that authority', async () => {
    expect(await failureOf(open(address))).toEqual({
      failure: 'proxy-refused',
      reason:
        'its certificate is from Proxy CA, which this machine does not trust; name that authority in the connection or in MLA_CA_FILE',
    });
  });
});

test('no text that is made of a proxy has its password', () => {
  const proxy = proxyAt('http://ann:hunter2@proxy.example:3128');
  for (const text of [String(proxy), JSON.stringify({ proxy }), inspect({ proxy }), proxy.shown, proxy.host])
    expect(text).toMatch(/^(?!.*hunter2).*proxy\.example:3128/);
  expect(proxy.login?.password.reveal()).toBe('hunter2');
});

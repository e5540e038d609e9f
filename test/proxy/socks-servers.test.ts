import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { trustBeside } from '../../src/network/authorities.ts';
import { readNetworkFailure } from '../../src/network/network-failure.ts';
import { openSecureWay } from '../../src/network/open-way.ts';
import { createOutbound } from '../../src/network/outbound.ts';
import { hangSignal } from '../patience.fixture.ts';
import {
  hasMicrosocks,
  hasSshProxy,
  startMicrosocks,
  startSshProxy,
  type SocksServer,
} from './socks-servers.fixture.ts';

/* SOCKS5 as others speak it. Both proxies know a name that this machine does not. */
const company = issueCertificate({ commonName: 'Company CA' });
const pair = issueCertificate({ commonName: 'files', hosts: ['files.lab.example'], issuer: company });
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer({ cert: pair.certificate, key: pair.key }, (_, response) => response.end('here'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Says which certificate came, by the variables alone. */
async function open(ALL_PROXY: string, to = port): Promise<string> {
  const outbound = createOutbound({ ALL_PROXY });
  const url = new URL(`https://files.lab.example:${to}`);
  const authorities = trustBeside(outbound.authorities, company.certificate);
  const way = { ...outbound, ...outbound.wayTo(url), authorities };
  const secure = await openSecureWay({ url, trust: { mode: 'system' } }, way, hangSignal());
  const { subject } = secure.getPeerCertificate();
  secure.destroy();
  return String(subject.CN);
}
const failure = (opening: Promise<unknown>) =>
  opening.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
async function closedPort(): Promise<number> {
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port: closed } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, 'close');
  return closed;
}

test('the name is known to no one else', async () => {
  expect(readNetworkFailure(await failure(open('')))).toMatchObject({ failure: 'name-unknown' });
});

describe.runIf(hasSshProxy)('ssh -D to a real sshd', () => {
  let proxy: SocksServer;
  beforeAll(async () => void (proxy = await startSshProxy()));
  afterAll(() => proxy[Symbol.asyncDispose]());

  test.each(['socks5', 'socks5h'])('%s: TLS goes through it, and sshd looks up the name', async (scheme) => {
    expect(await open(`${scheme}://${proxy.host}`)).toBe('files');
  });

  test('what sshd cannot reach is the answer of the proxy', async () => {
    const thrown = await failure(open(`socks5://${proxy.host}`, await closedPort()));
    expect(readNetworkFailure(thrown)).toMatchObject({ failure: 'proxy-refused' });
  });
});

describe.runIf(hasMicrosocks)('microsocks, which asks for a user and a password', () => {
  let proxy: SocksServer;
  beforeAll(async () => void (proxy = await startMicrosocks()));
  afterAll(() => proxy[Symbol.asyncDispose]());

  test('both are given, also with a percent sign', async () => {
    expect(await open(`socks5://ann:50%25off@${proxy.host}`)).toBe('files');
  });

  test.each([
    ['a wrong password', 'ann:hunter2@'],
    ['none', ''],
  ])('%s is refused by the proxy, and not repeated', async (_, login) => {
    const thrown = await failure(open(`socks5://${login}${proxy.host}`));
    expect(readNetworkFailure(thrown)).toMatchObject({ failure: 'proxy-refused' });
    expect(inspect(thrown, { depth: 10 })).not.toContain('hunter2');
  });

  test('what it cannot reach is its answer', async () => {
    const thrown = await failure(open(`socks5://ann:50%25off@${proxy.host}`, await closedPort()));
    expect(readNetworkFailure(thrown)).toMatchObject({
      failure: 'proxy-refused',
      reason: expect.stringContaining('ConnectionRefused') as string,
    });
  });
});

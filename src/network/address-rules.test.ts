import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAddressRules } from './address-rules.ts';
import { openTcp } from './connect-tls.ts';
import { createOutbound } from './outbound.ts';
import { openTunnel } from './proxy/open-tunnel.ts';
import { ProxyAddress } from './proxy/proxy-address.ts';
import { startConnectProxy } from './testing/connect-proxy.fixture.ts';

const proxyAt = (text: string): ProxyAddress => ProxyAddress.read(text) as ProxyAddress;
const refused = { code: 'MLA-GENERAL-004' };
// Never aborted: a test's own limit ends what hangs.
const { signal } = new AbortController();
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    const to = new URL(request.url ?? '', 'http://here').searchParams.get('to');
    if (to === null) response.end('here');
    else response.writeHead(302, { location: to }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => void vi.restoreAllMocks());

/** Names lead to these addresses, one after the other; the last stays. */
function leadNamesTo(...addresses: string[]): void {
  vi.spyOn(dns, 'lookup').mockImplementation(((_: string, __: object, callback: (...given: unknown[]) => void) => {
    const address = addresses.length > 1 ? addresses.shift() : addresses[0];
    callback(null, [{ address, family: address?.includes(':') === true ? 6 : 4 }]);
  }) as unknown as typeof dns.lookup);
}

describe('nothing connects to', () => {
  test.each([
    '169.254.169.254',
    '169.254.0.23',
    '2852039166',
    '0xa9fea9fe',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[fe80::1]',
    '[febf::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '168.63.129.16',
    '100.100.100.200',
  ])('%s', async (host) => {
    await expect(openTcp(new URL(`http://${host}/`), { signal })).rejects.toMatchObject(refused);
  });

  test('a name that leads to such an address, also one that led elsewhere a moment ago', async () => {
    leadNamesTo('127.0.0.1', '169.254.169.254');
    const target = new URL(`http://cluster.example:${port}`);
    (await openTcp(target, { signal })).destroy();
    await expect(openTcp(target, { signal })).rejects.toMatchObject({
      ...refused,
      message: expect.stringMatching(/^MLAnywhere does not connect to cluster\.example: 169\.254\.169\.254 /) as string,
    });
  });

  test('a place that an answer redirects to', async () => {
    const { fetch } = createOutbound({});
    const to = encodeURIComponent('http://169.254.169.254/latest/meta-data/');
    await expect(fetch(`http://127.0.0.1:${port}/?to=${to}`)).rejects.toMatchObject({ cause: refused });
  });

  test('such an address behind a proxy, and a proxy at one', async () => {
    const proxy = await startConnectProxy();
    const target = new URL('https://169.254.169.254/');
    await expect(openTunnel(target, proxyAt(proxy.host), { signal })).rejects.toMatchObject(refused);
    expect(proxy.tunnels).toEqual([]);
    await proxy.close();
    await expect(
      openTunnel(new URL('https://10.0.0.1'), proxyAt('169.254.169.254:3128'), { signal }),
    ).rejects.toMatchObject(refused);
  });
});

describe('the server’s own port', () => {
  test.each(['127.0.0.1', 'localhost', '127.9.9.9', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]'])(
    'is refused as %s, and every other port of it is not',
    async (host) => {
      const rules = createAddressRules(new Set([port]));
      const own = new URL(`http://${host}:${port}`);
      await expect(openTcp(own, { signal, rules })).rejects.toMatchObject(refused);
      const other = openTcp(own, { signal, rules: createAddressRules(new Set([port + 1])) });
      // Whether it listens there depends on the machine; that it is tried does not.
      await other.then(
        (socket) => socket.destroy(),
        (thrown: unknown) => expect(thrown).not.toMatchObject(refused),
      );
    },
  );

  test('is refused behind a proxy too, by address or as localhost', async () => {
    const proxy = await startConnectProxy();
    for (const host of ['127.0.0.1', 'localhost'])
      await expect(
        openTunnel(new URL(`http://${host}:${port}`), proxyAt(proxy.host), {
          signal,
          rules: createAddressRules(new Set([port])),
        }),
      ).rejects.toMatchObject(refused);
    expect(proxy.tunnels).toEqual([]);
    await proxy.close();
  });
});

test('clusters on this machine and in private networks are reached', async () => {
  const socket = await openTcp(new URL(`http://127.0.0.1:${port}`), { signal });
  socket.destroy();
  for (const address of ['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1'])
    expect(createAddressRules().blockedAt(6443, address).check(address)).toBe(false);
  expect(createAddressRules().blockedAt(6443, 'fd12::1').check('fd12::1', 'ipv6')).toBe(false);
});

import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createAddressRules } from '../address-rules.ts';
import { readAllowedTargets } from './allowed-targets.ts';
import { openTcp } from '../connect-tls.ts';
import { createOutbound } from '../outbound.ts';
import { openTunnel } from '../proxy/open-tunnel.ts';
import { ProxyAddress } from '../proxy/proxy-address.ts';
import { startConnectProxy } from '../testing/connect-proxy.fixture.ts';

// Never aborted: a test's own limit ends what hangs.
const { signal } = new AbortController();
const rulesOf = (text: string) => createAddressRules(new Set(), readAllowedTargets(text, 'MLA_ALLOWED_TARGETS'));
const notAllowed = { code: 'MLA-GENERAL-010' };
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((_request, response) => response.end('here'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => void vi.restoreAllMocks());

function leadNamesTo(address: string): void {
  vi.spyOn(dns, 'lookup').mockImplementation(((_: string, __: object, callback: (...given: unknown[]) => void) =>
    callback(null, [{ address, family: 4 }])) as unknown as typeof dns.lookup);
}

async function tryAt(host: string, allowed: string): Promise<unknown> {
  const opened = openTcp(new URL(`http://${host}:${port}`), { signal, rules: rulesOf(allowed) });
  return opened.then(
    (socket) => {
      socket.destroy();
      return 'open';
    },
    (thrown: unknown) => (thrown as { code?: string }).code,
  );
}

test.each([
  ['127.0.0.1', '127.0.0.0/8', 'open'],
  ['127.0.0.1', '10.0.0.0/8,127.0.0.1', 'open'],
  ['127.0.0.1', '10.0.0.0/8', notAllowed.code],
  ['[::ffff:127.0.0.1]', '10.0.0.0/8', notAllowed.code],
  ['[::1]', '127.0.0.0/8,10.0.0.0/8', notAllowed.code],
  ['0x7f.1', '10.0.0.0/8', notAllowed.code],
])('a connection to %s, with %s allowed: %s', async (host, allowed, outcome) => {
  expect(await tryAt(host, allowed)).toBe(outcome);
});

test('a name is allowed by itself, by the names above, or by where it leads', async () => {
  leadNamesTo('127.0.0.1');
  const outcomes = ['ccp.lab.example', '*.lab.example', '127.0.0.0/8', 'lab.example', '*.ccp.lab.example'].map(
    (allowed) => tryAt('ccp.lab.example', allowed),
  );
  expect(await Promise.all(outcomes)).toEqual(['open', 'open', 'open', notAllowed.code, notAllowed.code]);
});

test('what is always refused stays refused, also when it is listed', async () => {
  expect(await tryAt('169.254.169.254', '169.254.0.0/16')).toBe('MLA-GENERAL-004');
  leadNamesTo('169.254.169.254');
  expect(await tryAt('ccp.lab.example', 'ccp.lab.example')).toBe('MLA-GENERAL-004');
});

test('a proxy is asked for allowed targets alone, and is a target itself', async () => {
  const proxy = await startConnectProxy();
  const to = (host: string, allowed: string) =>
    openTunnel(new URL(`http://${host}:${port}`), ProxyAddress.read(proxy.host) as ProxyAddress, {
      signal,
      rules: rulesOf(allowed),
    });
  await expect(to('other.example', '127.0.0.0/8')).rejects.toMatchObject(notAllowed);
  await expect(to('10.1.2.3', '127.0.0.0/8')).rejects.toMatchObject(notAllowed);
  await expect(to('127.0.0.1', '10.0.0.0/8,*.example')).rejects.toMatchObject(notAllowed);
  expect(proxy.tunnels).toEqual([]);
  (await to('127.0.0.1', '127.0.0.0/8')).destroy();
  expect(proxy.tunnels).toHaveLength(1);
  await proxy.close();
});

test('a download goes to allowed targets alone', async () => {
  const { fetch } = createOutbound({}, readAllowedTargets('10.0.0.0/8', 'MLA_ALLOWED_TARGETS'));
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({ cause: notAllowed });
});

test.each(['10.0.0.0/33', '10.0.0', 'https://ccp.example.com', 'ccp.example.com:443', 'a.*.example', 'a,,b', '*'])(
  'the list %s is refused, and the setting is named',
  (text) => {
    expect(() => readAllowedTargets(text, '--allowed-targets')).toThrow(/of --allowed-targets/);
  },
);

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNetworkFailure } from '../network-failure.ts';
import { createOutbound } from '../outbound.ts';
import { startSocksProxy } from '../testing/socks-proxy.fixture.ts';

let server: Server;
let address: string;
beforeAll(async () => {
  server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://files.lab.example:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const fetchBy = (proxy: string) => createOutbound({ ALL_PROXY: proxy }).fetch(address);

test.each(['socks5', 'socks5h'])('%s: everything goes through it, and it looks up the name', async (scheme) => {
  const proxy = await startSocksProxy();
  expect(await (await fetchBy(`${scheme}://${proxy.host}`)).text()).toBe('here');
  expect(proxy.asked).toEqual([new URL(address).host]);
  proxy.close();
});

test('user and password are given where it asks for them', async () => {
  const proxy = await startSocksProxy({ login: 'ann:50%off' });
  expect(await (await fetchBy(`socks5://ann:50%25off@${proxy.host}`)).text()).toBe('here');
  proxy.close();
});

test('its refusal is its own, without the password', async () => {
  const proxy = await startSocksProxy({ login: 'ann:right' });
  const refusal: unknown = await fetchBy(`socks5://ann:hunter2@${proxy.host}`).catch((thrown: unknown) => thrown);
  expect(readNetworkFailure(refusal)).toMatchObject({ failure: 'proxy-refused' });
  expect(inspect(refusal, { depth: 10 })).not.toContain('hunter2');
  proxy.close();
});

test('a server that it cannot reach is told as the answer of the proxy', async () => {
  const proxy = await startSocksProxy();
  const gone = createServer().listen(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address() as AddressInfo;
  gone.close();
  const nowhere = createOutbound({ ALL_PROXY: `socks5://${proxy.host}` }).fetch(`http://files.lab.example:${port}/`);
  expect(readNetworkFailure(await nowhere.catch((thrown: unknown) => thrown))).toMatchObject({
    failure: 'proxy-refused',
    reason: expect.stringContaining('ConnectionRefused') as string,
  });
  proxy.close();
});

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import { openSecure, openWay, type CcpTarget } from './open-connection.ts';

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(server: Server): Promise<URL> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return new URL(`https://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
}

const target = (url: URL, trust: CcpTarget['trust'], proxy?: ProxyAddress): CcpTarget => ({
  url,
  trust,
  proxy,
  connectTimeout: 400,
});

describe('a certificate of a known authority', () => {
  const authority = issueCertificate({ commonName: 'Authority' });
  const cases = [
    ['for another name', { hosts: ['ccp.example'] }, 'MLA-CCP-007'],
    ['that has expired', { hosts: ['127.0.0.1'], days: -1 }, 'MLA-CCP-008'],
  ] as const;

  test.each(cases)('%s is refused, and its fingerprint is shown', async (_, request, code) => {
    const pair = issueCertificate({ commonName: 'ccp', issuer: authority, ...request, hosts: [...request.hosts] });
    const url = await listen(
      createServer({ cert: pair.certificate, key: pair.key }, (socket) => socket.on('error', () => undefined)),
    );
    const place = target(url, { mode: 'ca', certificate: authority.certificate });
    const failure = openSecure(place, await openWay(place));
    await expect(failure).rejects.toMatchObject({
      code,
      details: { fingerprint: new X509Certificate(pair.certificate).fingerprint256 },
    });
  });
});

test('a server that accepts and then says nothing ends with a code, not with waiting', async () => {
  const url = await listen(createTcpServer((socket) => socket.on('error', () => undefined)));
  const place = target(url, { mode: 'system' });
  await expect(openSecure(place, await openWay(place))).rejects.toMatchObject({ code: 'MLA-CCP-004' });
});

test('a proxy that refuses is named, without its password', async () => {
  const proxy = await listen(
    createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'),
    ),
  );
  const place = target(
    new URL('https://ccp.example'),
    { mode: 'system' },
    ProxyAddress.read(`http://user:hidden@${proxy.host}`),
  );
  const failure = await openWay(place).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({
    code: 'MLA-CCP-005',
    message: expect.stringMatching(
      /http:\/\/127\.0\.0\.1:\d+ .* it does not accept the user and the password \(407\)\./,
    ) as string,
  });
  expect(JSON.stringify(failure)).not.toContain('hidden');
});

test('a cancel while connecting is a cancel', async () => {
  const url = await listen(createTcpServer((socket) => socket.on('error', () => undefined)));
  const place = target(url, { mode: 'system' });
  const controller = new AbortController();
  const opening = openSecure(place, await openWay(place), controller.signal);
  controller.abort();
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});

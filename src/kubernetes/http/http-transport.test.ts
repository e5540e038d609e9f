import { connect, createServer as createTcpServer } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate, type CertificatePair } from '../../../sandbox/certificates/issue.ts';
import { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import { Secret } from '../../secret.ts';
import type { ClusterAccess } from '../client.ts';
import { startConnectProxy } from '../../network/testing/connect-proxy.fixture.ts';
import { matching } from '../testing/matching.fixture.ts';
import { createHttpTransport, type WireAnswer } from './http-transport.ts';

const authority = issueCertificate({ commonName: 'authority' });
const serverPair = issueCertificate({
  commonName: 'server',
  hosts: ['127.0.0.1', 'kubernetes.default'],
  issuer: authority,
});
const clientPair = issueCertificate({ commonName: 'ann', issuer: authority });
const stranger = issueCertificate({ commonName: 'stranger' });

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

describe('the transport over TLS', () => {
  const server = createTlsServer(
    {
      cert: serverPair.certificate,
      key: serverPair.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (_, response) => response.end('hello'),
  );
  const tunnels: string[] = [];
  const proxy = createHttpServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    if (request.headers['proxy-authorization'] !== `Basic ${Buffer.from('u:p').toString('base64')}`)
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    socket.on('error', () => target.destroy());
    target.on('error', () => socket.destroy());
    return socket;
  });
  let port: number;
  let proxyPort: number;
  beforeAll(async () => {
    port = await listen(server);
    proxyPort = await listen(proxy);
  });
  afterAll(() => {
    server.closeAllConnections();
    proxy.closeAllConnections();
    server.close();
    proxy.close();
  });

  const as = (pair: CertificatePair): Partial<ClusterAccess> => ({
    clientCertificate: pair.certificate,
    clientKey: new Secret(pair.key),
  });
  async function send(access: Partial<ClusterAccess>): Promise<WireAnswer> {
    const transport = createHttpTransport({
      server: `https://127.0.0.1:${port}`,
      certificateAuthority: authority.certificate,
      ...access,
    });
    try {
      return await transport.send({ method: 'GET', path: '/' });
    } finally {
      await transport.close();
    }
  }

  test('shows its client certificate and checks the server’s', async () => {
    expect(await send(as(clientPair))).toMatchObject({ status: 200, text: 'hello' });
  });

  test('checks the certificate for the name it was told', async () => {
    expect((await send({ ...as(clientPair), serverName: 'kubernetes.default' })).status).toBe(200);
    await expect(send({ ...as(clientPair), serverName: 'other' })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-005',
    });
  });

  test('does not talk to a server that another authority signed, unless told to', async () => {
    await expect(send({ ...as(clientPair), certificateAuthority: stranger.certificate })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-004',
    });
    expect((await send({ ...as(clientPair), certificateAuthority: stranger.certificate, insecure: true })).status).toBe(
      200,
    );
  });

  test('trusts each authority of a bundle', async () => {
    const [theirs, other] = [authority.certificate, stranger.certificate];
    for (const certificateAuthority of [`${other}\n${theirs}`, `${theirs}\n${other}`])
      expect((await send({ ...as(clientPair), certificateAuthority })).status).toBe(200);
  });

  test('says that key and certificate do not belong together', async () => {
    await expect(
      send({ clientCertificate: clientPair.certificate, clientKey: new Secret(stranger.key) }),
    ).rejects.toMatchObject({ code: 'MLA-KUBERNETES-010' });
  });

  test('goes through a proxy with a password, and checks the same certificate behind it', async () => {
    const through = { ...as(clientPair), proxy: ProxyAddress.read(`http://u:p@127.0.0.1:${proxyPort}`) };
    expect((await send(through)).status).toBe(200);
    expect(tunnels.at(-1)).toBe(`127.0.0.1:${port}`);
    expect((await send({ ...through, serverName: 'kubernetes.default' })).status).toBe(200);
    await expect(send({ ...through, certificateAuthority: stranger.certificate })).rejects.toMatchObject({
      code: 'MLA-GENERAL-011',
    });
  });

  test('says that the proxy refused, without the password', async () => {
    const failure = send({ ...as(clientPair), proxy: ProxyAddress.read(`http://u:wrong@127.0.0.1:${proxyPort}`) });
    await expect(failure).rejects.toMatchObject({ code: 'MLA-KUBERNETES-009', message: matching(/^(?!.*wrong).*407/) });
  });

  test('takes any 2xx for an open tunnel, and a password with a percent sign as it is', async () => {
    const other = await startConnectProxy({ answer: 'HTTP/1.1 202 Accepted' });
    expect(
      (await send({ ...as(clientPair), proxy: ProxyAddress.read(`http://ann:50%off@${other.host}`) })).status,
    ).toBe(200);
    expect(other.logins).toEqual(['ann:50%off']);
    await other.close();
  });

  test('names a proxy that is not there, and not the server behind it', async () => {
    const failure = send({
      ...as(clientPair),
      proxy: ProxyAddress.read('http://127.0.0.1:1'),
      proxyBecause: 'HTTPS_PROXY names the proxy http://127.0.0.1:1.',
    });
    await expect(failure).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-009',
      likelyCause: matching(/HTTPS_PROXY names the proxy/),
    });
  });

  test('goes through a SOCKS proxy', async () => {
    const asked: string[] = [];
    // RFC 1928: no login, then one CONNECT by IPv4.
    const socks = createTcpServer((client) => {
      client.once('data', () => {
        client.write(Buffer.from([5, 0]));
        client.once('data', (request) => {
          const [host, to] = [[...request.subarray(4, 8)].join('.'), request.readUInt16BE(8)];
          asked.push(`${host}:${to}`);
          const target = connect(to, host, () => {
            client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
            target.pipe(client).pipe(target);
          });
          target.on('error', () => client.destroy());
          client.on('error', () => target.destroy());
        });
      });
    });
    const proxy = ProxyAddress.read(`socks5://127.0.0.1:${await listen(socks)}`);
    expect(await send({ ...as(clientPair), proxy })).toMatchObject({ status: 200, text: 'hello' });
    expect(asked).toEqual([`127.0.0.1:${port}`]);
    socks.close();
  });

  test('connects to no link-local address: not directly, not by a proxy, and to no proxy at one', async () => {
    const refused = { code: 'MLA-GENERAL-004' };
    const away = { server: 'https://169.254.169.254' };
    await expect(send(away)).rejects.toMatchObject(refused);
    for (const scheme of ['http', 'socks5']) {
      await expect(
        send({ ...away, proxy: ProxyAddress.read(`${scheme}://127.0.0.1:${proxyPort}`) }),
      ).rejects.toMatchObject(refused);
      await expect(send({ proxy: ProxyAddress.read(`${scheme}://[fe80::1]:3128`) })).rejects.toMatchObject(refused);
    }
    expect(tunnels).not.toContain('169.254.169.254:443');
  });

  test('says that nothing listens, or that the port does not speak TLS', async () => {
    await expect(send({ server: 'https://127.0.0.1:1' })).rejects.toMatchObject({ code: 'MLA-KUBERNETES-001' });
    await expect(send({ server: `https://127.0.0.1:${proxyPort}` })).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-011',
    });
    await expect(send({ server: 'https://nowhere.invalid' })).rejects.toMatchObject({ code: 'MLA-KUBERNETES-002' });
  });
});

describe('an answer larger than any that an API server gives', () => {
  const endless = createHttpServer((_, response) => {
    response.on('error', () => undefined);
    response.writeHead(200, { 'content-type': 'application/json' }).end(' '.repeat(300_000));
  });
  let server: string;
  beforeAll(async () => {
    server = `http://127.0.0.1:${await listen(endless)}`;
  });
  afterAll(() => {
    endless.closeAllConnections();
    endless.close();
  });

  test('is not read to its end, and the error says so', async () => {
    const transport = createHttpTransport({ server }, { largestAnswer: 100_000 });
    await expect(transport.send({ method: 'GET', path: '/' }).then(({ status }) => status)).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-061',
      message: `The answer of ${server} is too large: it sends more than 100000 bytes.`,
    });
    await transport.close();
  });

  test('is read as long as it stays within the limit', async () => {
    const transport = createHttpTransport({ server }, { largestAnswer: 300_000 });
    expect((await transport.send({ method: 'GET', path: '/' })).text).toHaveLength(300_000);
    await transport.close();
  });
});

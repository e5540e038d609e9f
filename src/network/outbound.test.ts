import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { downloadOverHttps } from '../kubeflow/release/fetch-bundle.ts';
import { openTls } from './connect-tls.ts';
import { createOutbound } from './outbound.ts';
import { openTunnel } from './proxy/open-tunnel.ts';
import { ProxyAddress } from './proxy/proxy-address.ts';
import { startConnectProxy, type ConnectProxy } from './testing/connect-proxy.fixture.ts';
import { hasTinyproxy, startTinyproxy, type Tinyproxy } from './testing/tinyproxy.fixture.ts';
import { hangSignal } from '../../test/patience.fixture.ts';

const pair = issueCertificate({ commonName: 'files', hosts: ['files.lab.example', '127.0.0.1'] });
const proxyAt = (text: string): ProxyAddress => ProxyAddress.read(text) as ProxyAddress;
let server: Server;
let port: number;
let proxy: ConnectProxy;

beforeAll(async () => {
  server = createServer({ cert: pair.certificate, key: pair.key }, (_, response) => response.end('a bundle'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  proxy = await startConnectProxy();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await proxy.close();
});

describe('a download', () => {
  test('goes through the proxy of the environment, which alone knows the name', async () => {
    const download = downloadOverHttps(createOutbound({ https_proxy: `http://ann:50%off@${proxy.host}` }).fetch);
    // The tunnel was opened; that nobody vouches for the certificate behind it shows that TLS went through it.
    await expect(download(`https://files.lab.example:${String(port)}/a.mlarelease`, {})).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) as string },
    });
    expect(proxy.tunnels.at(-1)).toBe(`files.lab.example:${String(port)}`);
    expect(proxy.logins.at(-1)).toBe('ann:50%off');
  });

  test('without a proxy goes straight, and says that the name is not known', async () => {
    await expect(downloadOverHttps(createOutbound({}).fetch)('https://files.lab.invalid/a', {})).rejects.toMatchObject({
      // The second where this machine has no network to ask in.
      cause: { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) as string },
    });
  });

  test('with a variable that holds no address says which', async () => {
    await expect(
      createOutbound({ HTTPS_PROXY: 'ftp://proxy' }).fetch('https://files.lab.example/'),
    ).rejects.toMatchObject({ cause: { code: 'MLA-GENERAL-003' } });
  });
});

describe.skipIf(!hasTinyproxy)('tinyproxy', () => {
  let tinyproxy: Tinyproxy;
  beforeAll(async () => {
    tinyproxy = await startTinyproxy([`BasicAuth ann fifty`, `ConnectPort ${String(port)}`]);
  });
  afterAll(() => tinyproxy.close());
  const target = () => new URL(`https://127.0.0.1:${String(port)}`);
  const signal = hangSignal;

  test('opens a tunnel for its password, written as it is or encoded', async () => {
    for (const password of ['fifty', '%66ifty']) {
      const secure = await openTls(
        await openTunnel(target(), proxyAt(`http://ann:${password}@${tinyproxy.host}`), { signal: signal() }),
        { url: target(), trust: { mode: 'ca', certificate: pair.certificate } },
        signal(),
      );
      expect(secure.authorized).toBe(true);
      secure.destroy();
    }
  });

  test.each([
    ['a wrong password', (known: URL) => known, 'wrong', /401|407/],
    ['a port that it does not allow', () => new URL('https://127.0.0.1:1'), 'fifty', /403/],
  ])('refuses %s, and is named for it', async (_, place, password, status) => {
    const refusal = openTunnel(place(target()), proxyAt(`http://ann:${password}@${tinyproxy.host}`), {
      signal: signal(),
    });
    await expect(refusal).rejects.toMatchObject({
      name: 'ProxyRefusal',
      message: expect.stringMatching(status) as string,
    });
  });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { startConnectProxy } from '../../network/testing/connect-proxy.fixture.ts';
import { startCcpLab, type CcpLab } from './testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

const signal = new AbortController().signal;

test('a certificate that is not trusted gets no request [v1]', async () => {
  const connection = ccpLab.connection({ trust: { mode: 'system' } });
  await expect(ccpLab.platform.createCluster(ccpLab.request({ connection }))).rejects.toMatchObject({
    code: 'MLA-CCP-006',
  });
  expect(ccpLab.ccp.requests).toEqual([]);
});

test('a certificate is trusted by its fingerprint, its CA or without a check [v1]', async () => {
  for (const trust of [
    { mode: 'fingerprint', sha256: `sha256:${ccpLab.ccp.fingerprint.replaceAll(':', '').toLowerCase()}` },
    { mode: 'ca', certificate: ccpLab.ccp.certificate },
    { mode: 'insecure' },
  ] as const) {
    expect((await ccpLab.platform.testConnection(ccpLab.connection({ trust }).input, { signal })).ok).toBe(true);
  }
});

test('an unchecked certificate is shown as NOT CHECKED [v1]', async () => {
  const { layers } = await ccpLab.platform.testConnection(ccpLab.connection({ trust: { mode: 'insecure' } }).input, {
    signal,
  });
  expect(layers.find((layer) => layer.layer === 'tls')?.detail).toMatch(/NOT CHECKED/);
});

test('a proxy of the connection goes before that of the environment, and its password is in no text', async () => {
  const proxy = await startConnectProxy();
  const inside = await startCcpLab({ environment: { HTTPS_PROXY: 'http://127.0.0.1:1' } });
  try {
    const address = `https://only-the-proxy-knows.example:${new URL(inside.ccp.address).port}`;
    const { input } = inside.connection({ address });
    const named = { ...input, proxy: `http://ann@${proxy.host}`, proxyPassword: '50%off' };
    const tested = await inside.platform.testConnection(named, { signal });
    expect(tested.layers.map(({ layer, ok }) => `${layer} ${ok}`)).toContain('version true');
    expect(new Set(proxy.logins)).toEqual(new Set(['ann:50%off']));
    expect(JSON.stringify(tested)).toContain(`The connection names the proxy http://${proxy.host}.`);
    expect(JSON.stringify(tested)).not.toMatch(/50%/);
    const { layers } = await inside.platform.testConnection({ ...input, proxy: 'none' }, { signal });
    expect(layers.at(-1)).toMatchObject({
      layer: 'name',
      error: { cause: expect.stringContaining('The connection says that no proxy is used.') as string },
    });
  } finally {
    await inside.stop();
    await proxy.close();
  }
});

test('a proxy of the environment is used, except for NO_PROXY and this machine [v1]', async () => {
  const proxy = await startConnectProxy();
  const inside = await startCcpLab({ environment: { HTTPS_PROXY: proxy.host, NO_PROXY: 'listed.example' } });
  try {
    const { port, href } = new URL(inside.ccp.address);
    const layersAt = async (address: string): Promise<string[]> =>
      (await inside.platform.testConnection(inside.connection({ address }).input, { signal })).layers.map(
        ({ layer, ok, error }) => `${layer}${ok ? '' : ` ${error?.code ?? ''} ${error?.cause ?? ''}`}`,
      );
    expect(await layersAt(`https://only-the-proxy-knows.example:${port}`)).toEqual([
      'address',
      'proxy',
      'tls',
      'login',
      'permission',
      'version',
    ]);
    expect(new Set(proxy.tunnels)).toEqual(new Set([`only-the-proxy-knows.example:${port}`]));
    expect(await layersAt(href)).toEqual(['address', 'name', 'tcp', 'tls', 'login', 'permission', 'version']);
    expect(await layersAt(`https://ccp.listed.example:${port}`)).toEqual([
      'address',
      expect.stringMatching(/^name MLA-CCP-002 .*NO_PROXY lists ccp\.listed\.example/),
    ]);
  } finally {
    await inside.stop();
    await proxy.close();
  }
});

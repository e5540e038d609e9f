import { spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startConnectProxy, type ConnectProxy } from '../../../network/testing/connect-proxy.fixture.ts';
import { judgeProbe, targetsOf } from './judge-probe.ts';
import { runContainer } from './kubelet.fixture.ts';
import { probePod, type ProbeTarget } from './probe-objects.ts';
import { readReport } from './run-probe.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe.skipIf(!hasPython)('the program of a probe, run by a real python3 through a real proxy', () => {
  let proxy: ConnectProxy;
  let service: Server;
  let port: number;
  beforeAll(async () => {
    proxy = await startConnectProxy();
    service = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(service, 'listening');
    ({ port } = service.address() as AddressInfo);
  });
  afterAll(async () => {
    await proxy.close();
    service.close();
  });

  const variablesWith = (noProxy: string): Record<string, string> => ({
    https_proxy: `http://${proxy.host}`,
    HTTPS_PROXY: `http://${proxy.host}`,
    no_proxy: noProxy,
    NO_PROXY: noProxy,
  });

  async function probe(
    noProxy: string,
    targets: readonly ProbeTarget[],
    change?: (variables: Record<string, string>) => Record<string, string>,
  ) {
    const wish = { image: 'python:3', variables: variablesWith(noProxy), targets };
    const { message } = await runContainer(probePod('any', wish), change && { change });
    expect(message.length).toBeLessThanOrEqual(4096);
    return judgeProbe(wish, { report: readReport({ message }, '') });
  }

  test('what is outside goes through the proxy, and a Service is reached without it', async () => {
    const before = proxy.tunnels.length;
    const { state, settings, reached, fix } = await probe('127.0.0.1,.svc', [
      { id: 'outside', address: `https://outside.example:${port}`, wanted: 'proxy' },
      { id: 'service', address: `tcp://127.0.0.1:${port}`, wanted: 'direct' },
    ]);
    expect(settings.map((one) => one.state)).toEqual(['set', 'set', 'set', 'set']);
    expect(reached.map(({ id, through, reached: is }) => `${id} ${through} ${is}`)).toEqual([
      'outside proxy true',
      'service direct true',
    ]);
    expect({ state, fix }).toEqual({ state: 'good', fix: '' });
    expect(proxy.tunnels.slice(before)).toEqual([`outside.example:${port}`]);
  });

  test('an address of the cluster that the list lacks is told, and the proxy never hears of it', async () => {
    const before = proxy.tunnels.length;
    const { state, reached, fix } = await probe('localhost', [
      { id: 'service', address: `tcp://127.0.0.1:${port}`, wanted: 'direct' },
      { id: 'api-server', address: 'https://kubernetes.default.svc', wanted: 'direct' },
    ]);
    expect(state).toBe('bad');
    expect(reached.map(({ through, reached: is }) => `${through} ${is}`)).toEqual(['proxy false', 'proxy false']);
    expect(fix).toContain('add it to spec.proxy.noProxy');
    expect(proxy.tunnels.slice(before)).toEqual([]);
  });

  test('variables that somebody else changed on the way are told by name, without a password', async () => {
    const { state, settings, fix } = await probe('.svc', [], ({ no_proxy: _, ...variables }) => ({
      ...variables,
      https_proxy: 'http://ann:hunter2@other.example:1',
      all_proxy: 'socks5://other.example:1080',
    }));
    expect(state).toBe('bad');
    expect(settings.filter((one) => one.state !== 'set')).toEqual([
      { name: 'https_proxy', state: 'different', found: 'http://…@other.example:1' },
      { name: 'no_proxy', state: 'missing' },
      { name: 'all_proxy', state: 'different', found: 'socks5://other.example:1080' },
    ]);
    expect(fix).toContain('An admission webhook');
  });

  test('a proxy that refuses is named with its own words', async () => {
    const { reached, fix } = await probe('.svc', [
      { id: 'outside', address: 'https://outside.example:1', wanted: 'proxy' },
    ]);
    expect(reached).toMatchObject([{ through: 'proxy', reached: false }]);
    expect(fix).toContain('The proxy did not lead to outside.example');
  });
});

test('the installation decides the way: entries of its list, and a proxy for one scheme only', () => {
  const goesAround = ({ hostname }: URL): boolean => hostname.endsWith('.lab.example');
  const ways = (outside: string) =>
    targetsOf({ outside, service: { host: 'web.shop.svc', port: 80 }, goesAround }).map(
      ({ address, wanted }) => `${address} ${wanted}`,
    );
  expect(ways('https://ghcr.io')).toEqual([
    'https://ghcr.io proxy',
    'tcp://web.shop.svc:80 direct',
    'https://kubernetes.default.svc direct',
  ]);
  expect(ways('https://registry.lab.example')[0]).toBe('https://registry.lab.example direct');
});

test('the pod has no token, no rights, limits and an end; Kubernetes fills in the address of the API server, and nothing in what it tries', () => {
  const { spec } = probePod('ours', {
    image: 'python:3',
    variables: { NO_PROXY: '$(KUBERNETES_SERVICE_HOST)' },
    targets: [{ id: 'outside', address: 'https://a$(HOME)', wanted: 'proxy' }],
  }) as unknown as {
    readonly spec: Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] };
  };
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    activeDeadlineSeconds: 180,
    containers: [
      {
        resources: { limits: { cpu: '500m', memory: '128Mi' } },
        securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        env: [
          { name: 'NO_PROXY', value: '$(KUBERNETES_SERVICE_HOST)' },
          { name: 'MLA_TARGETS', value: '[{"id":"outside","address":"https://a$$(HOME)","wanted":"proxy"}]' },
        ],
      },
    ],
  });
});

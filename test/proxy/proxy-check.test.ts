import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { ProxyCheckView } from '../../src/api/contract.ts';
import { checkProxy, type CheckProxyOptions } from '../../src/cluster-proxy/check/check-proxy.ts';
import { foldProxyCheck } from '../../src/cluster-proxy/check/fold-proxy-check.ts';
import { playKubelet } from '../../src/cluster-proxy/check/probe/kubelet.fixture.ts';
import { probeNamespace, proxyProbeLabel } from '../../src/cluster-proxy/check/probe/probe-objects.ts';
import { runProxyProbe } from '../../src/cluster-proxy/check/probe/run-probe.ts';
import { listForCluster } from '../../src/cluster-proxy/no-proxy/list-for-cluster.ts';
import type { ClusterNode } from '../../src/cluster-proxy/no-proxy/cluster-node.ts';
import { pythonImage } from '../../src/kubeflow/verify/images.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { startConnectProxy, type ConnectProxy } from '../../src/network/testing/connect-proxy.fixture.ts';
import { eventually, hangSignal } from '../patience.fixture.ts';

/*
 * A real API server with the real admission of pods. No container runs in the sandbox: what a kubelet would start, a
 * fixture starts on this machine, with the same command and variables, and through a real proxy.
 */
let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
let proxy: ConnectProxy;
const stop = new AbortController();
let kubelet: Promise<unknown>;
let service: Server;
let names: Record<string, number>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-proxy-check-'));
  cluster = await startSandboxCluster({ name: 'proxy-check', directory });
  client = createKubernetesClient(cluster.access);
  proxy = await startConnectProxy();
  // Programs of the sample release: what the cluster of an installation has.
  const { objects } = makePlan({
    release: await loadSampleRelease(),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });
  const namespaces = objects.filter(({ type }) => type.kind === 'Namespace').map(({ key }) => key.name);
  // Namespaces of users come from a controller that is not needed here.
  const there = objects.filter(({ key }) => key.namespace === undefined || namespaces.includes(key.namespace));
  for (const kind of ['Namespace', 'ServiceAccount', 'Service', 'Deployment'])
    for (const { type, key, body } of there.filter((one) => one.type.kind === kind))
      await client.apply({ type, key, body });
  const api = Number(new URL(cluster.access.server).port);
  service = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  names = { 'kubernetes.default.svc:443': api, 'web.shop.svc:80': port };
  kubelet = playKubelet(client, { signal: stop.signal, names });
});
afterAll(async () => {
  stop.abort();
  await Promise.allSettled([kubelet]);
  await client.close();
  await proxy.close();
  service.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
});

const empty: ProxyCheckView = {
  state: 'running',
  startedAt: '2026-12-01T00:00:00.000Z',
  endedAt: null,
  wanted: null,
  subjects: [],
  leftovers: [],
};

/** A look at the cluster with this list of what goes around the proxy; without one, the list that is computed from it. */
async function look(
  changes: Partial<CheckProxyOptions> & { readonly list?: readonly string[]; readonly by?: KubernetesClient } = {},
) {
  const { list, by = client, ...rest } = changes;
  const signal = hangSignal();
  const nodes = await client.list<ClusterNode>(builtInTypes.node, { signal });
  const noProxy =
    list?.map((entry) => ({ entry, reason: '' })) ??
    (await listForCluster({ client, nodes, known: undefined, wanted: [], signal }));
  let view = empty;
  await checkProxy(by, {
    name: 'demo',
    wanted: { https: `http://${proxy.host}`, noProxy },
    way: { by: 'nothing', because: 'Not known: MLAnywhere has no access to this node.', canLook: 'owner' },
    probe: {
      image: { name: 'python:3.13-slim' },
      outside: `https://outside.example:${names['web.shop.svc:80']}`,
      service: { host: 'web.shop.svc', port: 80 },
    },
    signal,
    tell: (news) => (view = foldProxyCheck(view, news)),
    ...rest,
  });
  return view;
}

const left = async (): Promise<string[]> =>
  (await client.list(builtInTypes.namespace, { labelSelector: `${proxyProbeLabel}=true` })).map(
    ({ metadata }) => metadata.name,
  );

test('an existing cluster: nodes are said to be unknown with the way to look, the pod reaches outside by the proxy and the cluster without it', async () => {
  const before = proxy.tunnels.length;
  const { wanted, subjects, leftovers } = await look();
  const nodes = subjects.filter(({ kind }) => kind === 'node');
  expect(nodes.length).toBeGreaterThan(0);
  for (const { state, note, fix } of nodes) {
    expect({ state, note }).toEqual({ state: 'unknown', note: 'Not known: MLAnywhere has no access to this node.' });
    expect(fix).toContain('sh proxy.sh look');
  }
  const reasons = wanted?.noProxy.map(({ reason }) => reason);
  expect(reasons).toEqual(expect.arrayContaining(['network of the services', 'a node', 'names of services']));
  const probe = subjects.find(({ kind }) => kind === 'probe');
  expect(probe?.settings.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'https_proxy set',
    'HTTPS_PROXY set',
    'no_proxy set',
    'NO_PROXY set',
  ]);
  expect(probe?.reached.map(({ id, through, reached }) => ({ id, through, reached }))).toEqual([
    { id: 'outside', through: 'proxy', reached: true },
    { id: 'service', through: 'direct', reached: true },
    { id: 'api-server', through: 'direct', reached: true },
  ]);
  expect(probe?.state).toBe('good');
  expect(proxy.tunnels.slice(before)).toEqual([`outside.example:${names['web.shop.svc:80']}`]);
  expect(leftovers).toEqual([]);
  expect(await left()).toEqual([]);
});

test('a list without the names of the cluster is found, and the proxy hears of none of them', async () => {
  const before = proxy.tunnels.length;
  const { subjects } = await look({ list: ['localhost'] });
  const probe = subjects.find(({ kind }) => kind === 'probe');
  expect(probe?.state).toBe('bad');
  expect(probe?.fix).toContain('Programs send web.shop.svc to the proxy: add it to spec.proxy.noProxy.');
  expect(probe?.fix).toContain('Programs send kubernetes.default.svc to the proxy');
  expect(proxy.tunnels.slice(before).filter((target) => !target.startsWith('outside.example'))).toEqual([]);
});

test('the sample release has no image with python3, and that is said instead of guessed', async () => {
  expect(await pythonImage(client, hangSignal())).toBeUndefined();
});

const wish = { image: 'python:3', variables: {}, targets: [] };

test('a cancelled probe leaves nothing, and one that a crash left is deleted by the next', async () => {
  const cancel = new AbortController();
  const stopping: KubernetesClient = {
    ...client,
    create: async (type, object, options) => {
      const made = await client.create(type, object, options);
      if (type.kind === 'Pod') cancel.abort();
      return made;
    },
  };
  const told: string[][] = [];
  const tellLeftovers = (names: readonly string[]): void => void told.push([...names]);
  await expect(runProxyProbe(stopping, { wish, signal: cancel.signal, tellLeftovers })).rejects.toThrow();
  expect(told).toEqual([[]]);
  expect(await left()).toEqual([]);
  await client.create(builtInTypes.namespace, probeNamespace('mlanywhere-proxy-crashed'));
  const times = { patience: 30_000, trouble: 1000, pause: 100, removal: 30_000, oldest: -1000 };
  await runProxyProbe(client, { wish, signal: hangSignal(), tellLeftovers, times });
  expect(told.at(-1)).toEqual([]);
  expect(await left()).toEqual([]);
});

test('a namespace that cannot be deleted is listed', async () => {
  const keeping: KubernetesClient = { ...client, delete: () => Promise.reject(new Error('refused')) };
  const { leftovers } = await look({ by: keeping });
  expect(leftovers).toEqual([expect.stringMatching(/^mlanywhere-proxy-[0-9a-f]{8}$/)]);
  for (const name of await left()) await client.delete(builtInTypes.namespace, { name });
  await eventually(async () => (await left()).length === 0);
});

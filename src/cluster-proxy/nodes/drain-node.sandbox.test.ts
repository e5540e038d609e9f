import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { eventually, hangSignal } from '../../../test/patience.fixture.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { drainByEviction, type DrainPatience } from './drain-node.ts';

// API server, scheduler and controllers are real, the controller of PodDisruptionBudgets too. Nodes and pods are simulated.
const budgets: ResourceType = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
};
interface Pod extends KubernetesObject {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}
const [one, two] = ['worker-1', 'worker-2'];
const quick: DrainPatience = { drain: 100, ready: 1000, pause: 50, release: 5000 };
const long: DrainPatience = { ...quick, drain: 600_000 };
const labels = { app: 'web' };
const container = { name: 'main', image: 'example/program:1' };
const template = { metadata: { labels }, spec: { containers: [container] } };

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
let namespace = 'drain-0';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  const nodes = [{ role: 'worker', count: 2, vcpus: 4, memoryGiB: 16 }] as const;
  cluster = await startSandboxCluster({ name: 'drained', directory, nodes, simulate: false });
  client = createKubernetesClient(cluster.access);
});
afterAll(async () => {
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  namespace = namespace.replace(/\d+/, (number) => String(Number(number) + 1));
  await client.create(builtInTypes.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
});
afterEach(async () => {
  for (const { metadata } of await pods()) await client.delete(builtInTypes.pod, metadata);
  for (const type of [builtInTypes.deployment, builtInTypes.daemonSet])
    for (const { metadata } of await client.list(type, { namespace })) await client.delete(type, metadata);
  await eventually(async () => (await pods()).length === 0);
});

const pods = (): Promise<Pod[]> => client.list<Pod>(builtInTypes.pod, { namespace });
const namesOn = async (node: string): Promise<string[]> =>
  (await pods()).filter(({ spec }) => spec?.nodeName === node).map(({ metadata: { name } }) => name);
const nodeNow = async (name: string) => {
  const node = await client.get<KubernetesObject & { spec?: { unschedulable?: boolean } }>(builtInTypes.node, { name });
  return {
    away: node?.spec?.unschedulable === true,
    marked: JSON.stringify(node?.metadata.annotations).includes('drained-for-proxy'),
  };
};
const free = { away: false, marked: false };
const kept = { away: true, marked: true };

/** Two replicas, one for each node, and a budget that wants so many of them. */
async function deploy(minAvailable: number): Promise<void> {
  const metadata = { name: 'web', namespace };
  const spread = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'DoNotSchedule',
    // A node that takes no pods is no place to spread to.
    nodeTaintsPolicy: 'Honor',
    labelSelector: { matchLabels: labels },
  };
  await client.create(budgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { minAvailable, selector: { matchLabels: labels } },
  });
  await client.create(builtInTypes.deployment, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { ...template, spec: { ...template.spec, topologySpreadConstraints: [spread] } },
    },
  });
  await eventually(async () => {
    const budget = await client.get<KubernetesObject & { status?: { currentHealthy?: number } }>(budgets, metadata);
    return budget?.status?.currentHealthy === 2 && (await namesOn(one)).length === 1;
  });
}

test('a budget that allows it: the pod is made again elsewhere, and the node takes pods again only when it is resumed', async () => {
  await deploy(1);
  const before = await namesOn(one);
  const workloads = drainByEviction(client, { signal: hangSignal(), patience: long });
  await workloads.drain(one);
  expect(await namesOn(one)).toEqual([]);
  expect(await nodeNow(one)).toEqual(kept);
  await eventually(async () => (await namesOn(two)).length === 2);
  expect(await namesOn(two)).not.toContain(before[0]);
  await workloads.resume(one);
  expect(await nodeNow(one)).toEqual(free);
});

test('a budget that holds: nothing is evicted, the pod and the reason are named, and the node takes pods again', async () => {
  await deploy(2);
  const before = await namesOn(one);
  const workloads = drainByEviction(client, { signal: hangSignal(), patience: quick });
  await expect(workloads.drain(one)).rejects.toMatchObject({
    key: 'node.notDrained',
    details: {
      node: one,
      reason: `${namespace}/${before[0]} did not leave: a PodDisruptionBudget keeps ${namespace}/${before[0]}`,
    },
  });
  expect(await nodeNow(one)).toEqual(kept);
  await workloads.release(one);
  expect(await nodeNow(one)).toEqual(free);
  expect(await namesOn(one)).toEqual(before);
});

test('a cancel while the budget holds ends the wait, and the node takes pods again', async () => {
  await deploy(2);
  const before = await namesOn(one);
  const cancel = new AbortController();
  const workloads = drainByEviction(client, { signal: cancel.signal, patience: long });
  const draining = workloads.drain(one);
  await eventually(async () => (await nodeNow(one)).away);
  cancel.abort('cancelled');
  await expect(draining).rejects.toThrow();
  await workloads.release(one);
  expect(await nodeNow(one)).toEqual(free);
  expect(await namesOn(one)).toEqual(before);
});

test('pods of a DaemonSet, static pods and pods that have ended stay, and so the node is not even kept free', async () => {
  await client.create(builtInTypes.daemonSet, {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { ...template, metadata: { labels: { app: 'agent' } } },
    },
  });
  const pod = (name: string, annotations = {}) =>
    client.create(builtInTypes.pod, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, annotations },
      spec: { nodeName: one, containers: [container] },
    });
  await pod('static', { 'kubernetes.io/config.mirror': 'hash' });
  await pod('ended');
  await eventually(async () => (await namesOn(one)).length === 3);
  await client.mergePatch(
    builtInTypes.pod,
    { name: 'ended', namespace, subresource: 'status' },
    { status: { phase: 'Succeeded' } },
  );
  const before = await namesOn(one);
  await drainByEviction(client, { signal: hangSignal(), patience: quick }).drain(one);
  expect(await namesOn(one)).toEqual(before);
  expect(await nodeNow(one)).toEqual(free);
});

test('a pod without a controller is named, and nothing is evicted', async () => {
  await deploy(1);
  await client.create(builtInTypes.pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'alone', namespace },
    spec: { nodeName: one, containers: [container] },
  });
  const before = await namesOn(one);
  await expect(drainByEviction(client, { signal: hangSignal(), patience: long }).drain(one)).rejects.toMatchObject({
    key: 'node.notDrained',
    details: { node: one, reason: `no controller would make ${namespace}/alone again` },
  });
  expect(await namesOn(one)).toEqual(before);
  expect(await nodeNow(one)).toEqual(free);
});

test('a node that somebody else keeps free stays so', async () => {
  await client.mergePatch(builtInTypes.node, { name: two }, { spec: { unschedulable: true } });
  const workloads = drainByEviction(client, { signal: hangSignal(), patience: quick });
  await workloads.drain(two);
  await workloads.resume(two);
  await workloads.release(two);
  expect(await nodeNow(two)).toEqual({ away: true, marked: false });
  await client.mergePatch(builtInTypes.node, { name: two }, { spec: { unschedulable: null } });
});

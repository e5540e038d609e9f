import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../../api/run.ts';
import { makeNodeKey } from '../../cluster-proxy/ssh/node-key.ts';
import type { Installation } from '../../installation/installation.ts';
import { demoInstallation } from '../../platforms/ccp/testing/simulated-ccp.fixture.ts';
import type { CcpFault } from '../../../sandbox/ccp/switches.ts';
import { startCcpRuns, type CcpRuns } from './ccp-runs.fixture.ts';

let runs: CcpRuns;
afterEach(async () => runs[Symbol.asyncDispose]());

const order = (changes: Partial<CcpFault>): CcpFault => ({
  method: 'POST',
  path: '/v3/clusters/',
  when: 'after',
  with: 'silence',
  times: 1,
  ...changes,
});
const last = (events: readonly RunEvent[], type: string): RunEvent | undefined =>
  events.findLast((event) => event.type === type);
const begunIn = (events: readonly RunEvent[], attempt: number): unknown[] =>
  events.filter((event) => event.type === 'step.started' && event.attempt === attempt).map(({ step }) => step);

describe('a cluster that CCP accepted while its run ended', () => {
  const leaveUnrecorded = async (): Promise<void> => {
    runs = await startCcpRuns({ faults: [order({})] });
    await runs.connect();
    const runId = await runs.ask('create');
    runs.work();
    await expect.poll(() => runs.ccp.clusters.length).toBe(1);
    await runs.store.requestCancel(runId);
    expect(last(await runs.ending(runId), 'run.cancelled')).toBeDefined();
    expect(await runs.installations.findHandle('demo')).toBeUndefined();
  };

  test('is found by its owner mark and deleted', async () => {
    await leaveUnrecorded();
    const events = await runs.ending(await runs.ask('delete'));
    expect(last(events, 'run.succeeded')).toBeDefined();
    expect(last(events, 'cluster.deleted')?.message).toContain('the cluster demo in CCP');
    expect(runs.ccp.clusters).toEqual([]);
    expect(await runs.installations.mayClusterBeUnrecorded('demo')).toBe(false);
  });

  test('is left alone when it carries another mark: that of another MLAnywhere', async () => {
    await leaveUnrecorded();
    const [cluster] = runs.ccp.clusters;
    if (cluster !== undefined)
      cluster.payload = {
        ...cluster.payload,
        description: 'mlanywhere installation demo 00000000-0000-4000-8000-000000000000',
      };
    const events = await runs.ending(await runs.ask('delete'));
    expect(last(events, 'step.succeeded')?.message).toContain('has no cluster of ours');
    expect(runs.ccp.clusters).toHaveLength(1);
  });
});

test('a cluster that was recorded and one that a later attempt left unrecorded are one: the deletion removes it once', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  await runs.ending(await runs.ask('create'));
  // The connection test may see the list, the step after it gets no answer.
  const list = { path: '/v3/clusters', when: 'before' } as const;
  runs.ccp.switches.faults = [
    { ...list, with: { delayMilliseconds: 0 }, times: 1 },
    { ...list, with: 'silence', times: 1000 },
  ];
  const again = await runs.ask('create');
  await expect
    .poll(async () => last(await runs.store.readEvents(again, { after: 0, limit: 1000 }), 'step.started')?.step)
    .toBe('create-cluster');
  await runs.store.requestCancel(again);
  await runs.ending(again);
  runs.ccp.switches.faults = [];
  expect(await runs.installations.mayClusterBeUnrecorded('demo')).toBe(true);
  expect(last(await runs.ending(await runs.ask('delete')), 'cluster.deleted')).toBeDefined();
  expect(runs.ccp.clusters).toEqual([]);
});

test('a run that ends before it asks for a cluster leaves nothing to delete but the key that was stored for its nodes', async () => {
  runs = await startCcpRuns();
  await runs.connect('wrong');
  runs.work();
  expect(last(await runs.ending(await runs.ask('create')), 'run.failed')).toMatchObject({ code: 'MLA-CCP-020' });
  await runs.installations.changeNodeAccess('demo', (now) => ({ ...now, key: makeNodeKey() }));
  expect(last(await runs.ending(await runs.ask('delete')), 'step.succeeded')?.message).toContain(
    'Nothing had been made',
  );
  expect(await runs.installations.loadNodeAccess('demo')).toEqual({ hostKeys: {} });
});

test('an installation applied again with more workers, then with fewer, scales the cluster that is there', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  for (const workers of [2, 4, 1]) {
    expect(
      last(await runs.ending(await runs.ask('create', { workers: { count: workers } })), 'run.succeeded'),
    ).toBeDefined();
    expect(runs.ccp.clusters).toHaveLength(1);
    expect(runs.ccp.clusters[0]?.nodes).toHaveLength(workers + 1);
  }
});

test('an installation applied again with other groups of workers gets each as it says', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  const gpu = { name: 'gpu', vcpus: 8, memoryGiB: 64 };
  for (const [first, further] of [
    [1, 2],
    [2, 1],
    [1, 0],
  ] as const) {
    const events = await runs.ending(
      await runs.ask('create', { workers: { count: first }, moreWorkers: [{ ...gpu, count: further }] }),
    );
    expect(last(events, 'run.succeeded')).toBeDefined();
    const groups = runs.ccp.clusters[0]?.nodes.map(({ group }) => group) ?? [];
    expect([
      groups.filter((group) => group === 'node-group').length,
      groups.filter((group) => group === 'gpu').length,
    ]).toEqual([first, further]);
  }
  expect(runs.ccp.clusters[0]?.payload.node_groups.map(({ name }) => name)).toEqual(['node-group']);
});

test('the event of the order tells how many nodes were asked for', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  const events = await runs.ending(
    await runs.ask('create', { workers: { count: 2 }, moreWorkers: [{ name: 'gpu', count: 2 }] }),
  );
  expect(runs.ccp.clusters[0]?.nodes).toHaveLength(5);
  expect(last(events, 'cluster.requested')?.data).toMatchObject({ nodes: 5 });
});

test('a cluster that an earlier run made is found, not asked for again; one that it left in the making is asked for', async () => {
  runs = await startCcpRuns({ creationEndsAs: 'CREATING' });
  await runs.connect();
  runs.work();
  const cancelled = await runs.ask('create');
  await expect
    .poll(async () => last(await runs.store.readEvents(cancelled, { after: 0, limit: 1000 }), 'cluster.node'))
    .toBeDefined();
  await runs.store.requestCancel(cancelled);
  await runs.ending(cancelled);
  runs.ccp.switches.creationEndsAs = 'READY';
  const newsOfCluster = async (): Promise<string[]> =>
    (await runs.ending(await runs.ask('create')))
      .map(({ type }) => type)
      .filter((type) => ['cluster.requested', 'cluster.found', 'run.succeeded'].includes(type));
  expect(await newsOfCluster()).toEqual(['cluster.requested', 'run.succeeded']);
  expect(await newsOfCluster()).toEqual(['cluster.found', 'run.succeeded']);
  expect(runs.ccp.clusters).toHaveLength(1);
});

test('two MLAnywheres with an installation of the same name do not take over each other’s cluster', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  await runs.ending(await runs.ask('create'));
  const [ours] = runs.ccp.clusters;
  // Ours was deleted, and the other one made its own of the same name.
  if (ours !== undefined)
    Object.assign(ours, {
      id: crypto.randomUUID(),
      payload: { ...ours.payload, description: `${(await runs.installations.keepOwnerMark('demo')).slice(0, -4)}0000` },
    });
  const events = await runs.ending(await runs.ask('create'));
  expect(last(events, 'run.failed')).toMatchObject({ code: 'MLA-CCP-040' });
  expect(runs.ccp.clusters).toHaveLength(1);
});

test('after the password was changed at CCP and in the saved connection, a retry goes on from the failed step', async () => {
  runs = await startCcpRuns({ creationEndsAs: 'CREATING' });
  await runs.connect();
  const runId = await runs.ask('create');
  runs.work();
  await expect
    .poll(async () => last(await runs.store.readEvents(runId, { after: 0, limit: 1000 }), 'cluster.node'))
    .toBeDefined();
  runs.ccp.changePassword('changed-since');
  expect(last(await runs.ending(runId), 'run.failed')).toMatchObject({ code: 'MLA-CCP-020' });
  await runs.connect('changed-since');
  runs.ccp.switches.creationEndsAs = 'READY';
  await runs.store.retryRun(runId);
  const events = await runs.ending(runId);
  expect(begunIn(events, 2)).toEqual(['wait-for-cluster', 'scale-workers', 'fetch-kubeconfig', 'set-node-proxy']);
  expect(last(events, 'run.succeeded')).toBeDefined();
  expect(runs.ccp.clusters).toHaveLength(1);
});

test('a cluster that someone else deleted is made again by a retry', async () => {
  runs = await startCcpRuns({ creationEndsAs: 'CREATING' });
  await runs.connect();
  const runId = await runs.ask('create');
  runs.work();
  await expect
    .poll(async () => last(await runs.store.readEvents(runId, { after: 0, limit: 1000 }), 'cluster.node'))
    .toBeDefined();
  const [gone] = runs.ccp.clusters;
  if (gone !== undefined) gone.status = 'DELETING';
  expect(last(await runs.ending(runId), 'run.failed')).toMatchObject({ code: 'MLA-CCP-046' });
  await expect.poll(() => runs.ccp.clusters.length).toBe(0);
  runs.ccp.switches.creationEndsAs = 'READY';
  await runs.store.retryRun(runId);
  const events = await runs.ending(runId);
  expect(begunIn(events, 2)).toEqual([
    'create-cluster',
    'wait-for-cluster',
    'scale-workers',
    'fetch-kubeconfig',
    'set-node-proxy',
  ]);
  expect(last(events, 'run.succeeded')).toBeDefined();
  expect(runs.ccp.clusters.map(({ id }) => id)).not.toContain(gone?.id);
  expect(await runs.installations.findHandle('demo')).toMatchObject({ id: runs.ccp.clusters[0]?.id });
});

async function whole(
  runs: CcpRuns,
  kind: 'create' | 'delete',
  installation = demoInstallation({}, { kubeflow: null }),
): Promise<RunEvent[]> {
  return runs.ending((await runs.store.createRun({ installation, kind })).id);
}

test('a kubeconfig is stored encrypted, and deleted with its cluster [v1]', async () => {
  const home = await mkdtemp(join(tmpdir(), 'mla-home-'));
  vi.stubEnv('HOME', home);
  try {
    runs = await startCcpRuns();
    await runs.connect();
    runs.work();
    await whole(runs, 'create');
    expect((await runs.installations.loadKubeconfig('demo')).reveal()).toContain('clusters');
    await whole(runs, 'delete');
    await expect(runs.installations.loadKubeconfig('demo')).rejects.toMatchObject({ code: 'MLA-RUN-015' });
    expect(await readdir(home)).not.toContain('.kube');
  } finally {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  }
});

test('a deletion removes the cluster that a failed creation left [v1]', async () => {
  runs = await startCcpRuns({ creationEndsAs: 'ERROR' });
  await runs.connect();
  runs.work();
  expect((await whole(runs, 'create')).at(-1)).toMatchObject({ type: 'run.failed' });
  expect(runs.ccp.clusters).toHaveLength(1);
  expect((await whole(runs, 'delete')).at(-1)).toMatchObject({ type: 'run.succeeded' });
  expect(runs.ccp.clusters).toEqual([]);
});

test('nodes that are added later get the same SSH key and proxy [v1]', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  const sized = (count: number): Installation =>
    demoInstallation(
      { workers: { count, vcpus: 2, memoryGiB: 16, gpu: null } },
      { kubeflow: null, proxy: { https: 'http://proxy.example:3128' } },
    );
  await whole(runs, 'create', sized(1));
  const key = runs.ccp.clusters[0]?.payload.node_groups[0]?.ssh_key;
  expect(key).toMatch(/^ssh-ed25519 /);
  expect((await whole(runs, 'create', sized(4))).at(-1)).toMatchObject({ type: 'run.succeeded' });
  expect(runs.ccp.clusters[0]?.nodes).toHaveLength(5);
  expect(runs.ccp.clusters[0]?.payload).toMatchObject({
    docker_https_proxy: 'http://proxy.example:3128',
    node_groups: [{ size: 4, ssh_key: key }],
  });
});

test('creating and deleting a cluster connects to no address but the platform’s and the cluster’s [v1]', async () => {
  const connect = vi.spyOn(Socket.prototype, 'connect');
  try {
    runs = await startCcpRuns();
    await runs.connect();
    runs.work();
    await whole(runs, 'create');
    expect((await whole(runs, 'delete')).at(-1)).toMatchObject({ type: 'run.succeeded' });
    expect(connect.mock.calls.length).toBeGreaterThan(1);
    const hosts = new Set(connect.mock.calls.flat(2).flatMap((given: unknown) => hostIn(given)));
    expect([...hosts].filter((host) => !/^(127\.0\.0\.1|localhost|::1)$/.test(host))).toEqual([]);
    expect(hosts.size).toBeGreaterThan(0);
  } finally {
    connect.mockRestore();
  }
});

/** The host among the options of a connection by network; nothing in what else `connect` is given. */
function hostIn(given: unknown): string[] {
  if (typeof given !== 'object' || given === null || !('port' in given)) return [];
  return ['host' in given && typeof given.host === 'string' ? given.host : 'localhost'];
}

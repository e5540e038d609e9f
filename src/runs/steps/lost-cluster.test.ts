import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../kubeflow/sample/sample-release.ts';
import { startCcpRuns, type CcpRuns, type CcpRunsOptions } from './ccp-runs.fixture.ts';

let runs: CcpRuns;
afterEach(async () => runs[Symbol.asyncDispose]());

type Preflight = NonNullable<CcpRunsOptions['kubeflow']>['runPreflight'];

const planFor = async () =>
  makePlan({ release: await loadSampleRelease(), components: 'all', installation: { name: 'demo' }, parameters: {} });
const last = (events: readonly RunEvent[], type: string): RunEvent | undefined =>
  events.findLast((event) => event.type === type);
const begunIn = (events: readonly RunEvent[], attempt: number): unknown[] =>
  events.filter((event) => event.type === 'step.started' && event.attempt === attempt).map(({ step }) => step);

/** In CCP's own pages, say. */
async function someoneDeletesTheCluster(): Promise<void> {
  const [cluster] = runs.ccp.clusters;
  if (cluster !== undefined) cluster.status = 'DELETING';
  await expect.poll(() => runs.ccp.clusters).toEqual([]);
}

/** Preflight that ends with the run's signal only, as an install does that waits for an API server. */
const waitForever: Preflight = async ({ signal }) => {
  await wait(600_000, undefined, { signal });
  return [];
};

async function start(runPreflight: Preflight, afterKubeconfig?: () => Promise<void>): Promise<string> {
  runs = await startCcpRuns({}, { kubeflow: { planFor, runPreflight }, ...(afterKubeconfig && { afterKubeconfig }) });
  await runs.connect();
  const runId = await runs.ask('create');
  runs.work();
  return runId;
}

const stepBegun = async (runId: string, step: string): Promise<boolean> =>
  begunIn(await runs.store.readEvents(runId, { after: 0, limit: 1000 }), 1).includes(step);

describe('a cluster that someone else deletes after its kubeconfig was fetched', () => {
  test('is noticed by the next step, before it does anything, with what to do', async () => {
    let isAsked = false;
    const passing: Preflight = () => {
      isAsked = true;
      return Promise.resolve([]);
    };
    const runId = await start(passing, someoneDeletesTheCluster);
    const failure = last(await runs.ending(runId), 'run.failed');
    expect(failure).toMatchObject({
      code: 'MLA-CCP-046',
      message: expect.stringContaining('The cluster demo no longer exists.') as string,
    });
    expect(failure?.data?.['error']).toMatchObject({
      fix: expect.stringContaining('Retry, or apply the installation again, to create a new cluster.') as string,
    });
    expect(isAsked).toBe(false);
  });

  test('is noticed while a step waits for an API server that will not answer again', async () => {
    const runId = await start(waitForever);
    await expect.poll(() => stepBegun(runId, 'preflight')).toBe(true);
    await someoneDeletesTheCluster();
    const events = await runs.ending(runId);
    expect(last(events, 'step.failed')).toMatchObject({ step: 'preflight', code: 'MLA-CCP-046' });
  });

  test('is told of in place of the error that its API server no longer answers', async () => {
    const runId = await start(async () => {
      await someoneDeletesTheCluster();
      throw new MlaError('kubernetes.unreachable', {
        server: 'https://10.10.20.13:6443',
        reason: 'no route',
        because: '',
        contexts: '',
      });
    });
    expect(last(await runs.ending(runId), 'run.failed')).toMatchObject({ code: 'MLA-CCP-046' });
  });

  test('is made again by a retry', async () => {
    const runId = await start(waitForever);
    await expect.poll(() => stepBegun(runId, 'preflight')).toBe(true);
    const gone = runs.ccp.clusters[0]?.id;
    await someoneDeletesTheCluster();
    await runs.ending(runId);
    await runs.store.retryRun(runId);
    await expect
      .poll(async () => begunIn(await runs.store.readEvents(runId, { after: 0, limit: 1000 }), 2))
      .toEqual([
        'get-release',
        'create-cluster',
        'wait-for-cluster',
        'scale-workers',
        'fetch-kubeconfig',
        'set-node-proxy',
        'preflight',
      ]);
    expect(runs.ccp.clusters.map(({ id }) => id)).not.toContain(gone);
    expect(await runs.installations.findHandle('demo')).toMatchObject({ id: runs.ccp.clusters[0]?.id });
  });

  test('is made again when the installation is applied again, which says so', async () => {
    runs = await startCcpRuns();
    await runs.connect();
    runs.work();
    await runs.ending(await runs.ask('create'));
    await someoneDeletesTheCluster();
    const events = await runs.ending(await runs.ask('create'));
    expect(last(events, 'cluster.note')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('no longer has the earlier cluster demo') as string,
    });
    expect(last(events, 'run.succeeded')).toBeDefined();
    expect(runs.ccp.clusters).toHaveLength(1);
  });
});

test('a cluster that is gone is no cluster that may be unrecorded, whatever run of the installation finds it gone', async () => {
  runs = await startCcpRuns();
  await runs.connect();
  runs.work();
  await runs.ending(await runs.ask('create'));
  await someoneDeletesTheCluster();
  for (const kind of ['uninstall', 'remove-left-over'] as const)
    expect(last(await runs.ending(await runs.ask(kind)), 'run.failed')).toMatchObject({ code: 'MLA-CCP-046' });
  expect(await runs.installations.mayClusterBeUnrecorded('demo')).toBe(false);
});

test('while CCP cannot be asked, work on its clusters goes on', async () => {
  const runId = await start(async ({ signal }) => {
    runs.ccp.switches.faults = [{ path: '/', when: 'before', with: 'reset', times: 100_000 }];
    const before = runs.ccp.requests.length;
    await expect.poll(() => runs.ccp.requests.length).toBeGreaterThan(before + 3);
    signal.throwIfAborted();
    throw new MlaError('kubernetes.unreachable', {
      server: 'https://10.10.20.13:6443',
      reason: 'no route',
      because: '',
      contexts: '',
    });
  });
  expect(last(await runs.ending(runId), 'run.failed')).toMatchObject({ code: 'MLA-KUBERNETES-003' });
});

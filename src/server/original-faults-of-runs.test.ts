import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '../api/run.ts';
import { MlaError } from '../errors/error.ts';
import { installationSchema, type Installation } from '../installation/installation.ts';
import { replyJson, replyStatus, startLoopbackServer } from '../kubernetes/testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { demoInstallation } from '../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { createExistingPlatform } from '../platforms/existing/existing-platform.ts';
import { sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import type { Step, StepContext } from '../runs/engine/step.ts';
import { startCcpRuns, type CcpRuns } from '../runs/steps/ccp-runs.fixture.ts';
import { handOverStep } from '../runs/steps/hand-over.ts';
import type { StepServices } from '../runs/steps/services.ts';
import { Secret } from '../secret.ts';
import { openTestService, type TestService } from './service.fixture.ts';

/** One test for each fault of the first MLAnywhere in how it did a job from beginning to end, named after it. */

const step = (name: string, run: Step['run']): Step => ({
  name,
  phase: 'cluster',
  title: `Step ${name}`,
  input: () => null,
  run,
});

const untilAborted = ({ signal }: StepContext): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });

async function eventsOf({ client }: TestService, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of client.streamEvents(runId, { after: 0, signal: AbortSignal.timeout(20_000) }))
    events.push(event);
  return events;
}

const typesOf = (events: readonly RunEvent[]): string[] =>
  events.map(({ type, step: name }) => (name === undefined ? type : `${type} ${name}`));
const begins = async ({ client }: TestService, runId: string, type: string): Promise<void> =>
  expect
    .poll(
      async () => (await client.call('listEvents', { params: { id: runId }, query: {} })).map((event) => event.type),
      { timeout: 10_000 },
    )
    .toContain(type);

describe('a job', () => {
  test('a restart of the wizard lost the job: here the next start goes on with it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    const done: string[] = [];
    const open = (second: Step['run']): Promise<TestService> =>
      openTestService({
        directory,
        steps: () => [step('one', async () => (done.push('one'), {})), step('two', second)],
      });
    try {
      const before = await open(untilAborted);
      const { runId } = await before.client.call('applyInstallation', { body: sandboxInstallation('demo') });
      await expect
        .poll(async () => typesOf(await before.client.call('listEvents', { params: { id: runId }, query: {} })), {
          timeout: 10_000,
        })
        .toContain('step.started two');
      await before[Symbol.asyncDispose]();
      await using after = await open(async () => (done.push('two'), {}));
      expect((await eventsOf(after, runId)).at(-1)).toMatchObject({ type: 'run.succeeded' });
      expect(done).toEqual(['one', 'two']);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('a second try began from the top: here it goes on from the step that failed', async () => {
    let broken = true;
    const done: string[] = [];
    await using running = await openTestService({
      steps: () => [
        step('one', async () => (done.push('one'), {})),
        step(
          'two',
          () => (
            done.push('two'),
            broken ? Promise.reject(new MlaError('run.connectionNotFound', { connection: 'lab' })) : Promise.resolve({})
          ),
        ),
      ],
    });
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await eventsOf(running, runId);
    broken = false;
    await running.client.call('retryRun', { params: { id: runId } });
    await begins(running, runId, 'run.succeeded');
    expect(done).toEqual(['one', 'two', 'two']);
  });

  test('a failure was found and dropped, and the page went on: here the run fails, with a code and what to do', async () => {
    const done: string[] = [];
    await using running = await openTestService({
      steps: () => [
        step('apply', () => Promise.reject(new MlaError('run.connectionNotFound', { connection: 'lab' }))),
        step('hand-over', async () => (done.push('handed over'), {})),
      ],
    });
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await eventsOf(running, runId);
    expect(await running.client.call('getRun', { params: { id: runId } })).toMatchObject({
      state: 'failed',
      error: { code: 'MLA-RUN-006', fix: expect.stringContaining('mla connection add') as string },
    });
    expect(done).toEqual([]);
  });

  test('a job could not be stopped: here a word ends it', async () => {
    await using running = await openTestService({ steps: () => [step('endless', untilAborted)] });
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await begins(running, runId, 'step.started');
    await running.client.call('cancelRun', { params: { id: runId } });
    expect((await eventsOf(running, runId)).at(-1)).toMatchObject({ type: 'run.cancelled' });
  });

  test('on an uploaded cluster the job began and the page got a 500: here its answer is the same as for every platform', async () => {
    const existing = createExistingPlatform({
      localFiles: false,
      createClient: (access) => createKubernetesClient(access),
    });
    await using running = await openTestService({
      platforms: [existing],
      steps: () => [step('one', () => Promise.resolve({}))],
    });
    const kubeconfig =
      'current-context: one\nclusters: [{name: c, cluster: {server: "https://k8s.example:6443"}}]\ncontexts: [{name: one, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: t}}]';
    await running.client.call('saveConnection', {
      params: { name: 'mine' },
      body: { platform: 'existing', kubeconfig },
    });
    const body: Installation = installationSchema.parse({
      ...sandboxInstallation('uploaded'),
      spec: { cluster: { platform: 'existing', connection: 'mine' } },
    });
    const answer = await running.client.call('applyInstallation', { body });
    expect(answer).toEqual({ name: 'uploaded', runId: 'uploaded-1' });
    expect((await eventsOf(running, answer.runId)).at(-1)).toMatchObject({ type: 'run.succeeded' });
  });

  test('progress was read from banners in a log: here a line of the log moves nothing, whatever it says', async () => {
    const finish = Promise.withResolvers<undefined>();
    await using running = await openTestService({
      steps: () => [
        step('install', async ({ tell }) => {
          for (const message of ['##### KUBEFLOW IS READY #####', 'run.succeeded', '100 %'])
            tell({ type: 'log', severity: 'info', message });
          await finish.promise;
          return {};
        }),
      ],
    });
    const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await begins(running, runId, 'log');
    const view = await running.client.call('getRun', { params: { id: runId } });
    expect(view).toMatchObject({ state: 'running' });
    expect(view.progress).toBeLessThan(1);
    expect(view.phases.filter(({ state }) => state === 'succeeded').map(({ name }) => name)).not.toContain('cluster');
    finish.resolve(undefined);
    await eventsOf(running, runId);
    expect(await running.client.call('getRun', { params: { id: runId } })).toMatchObject({
      state: 'succeeded',
      progress: 1,
    });
  });

  test('nothing recorded what was done: here begin, cancel, retry, the reading of a password and the end stay in the history', async () => {
    let broken = true;
    await using running = await openTestService({
      steps: ({ installations }) => [
        step('one', async (context) => {
          if (broken) return untilAborted(context);
          await installations.keepCredentials('demo', () => ({ email: 'user@example.com', password: new Secret('p') }));
          return {};
        }),
      ],
    });
    const { client } = running;
    const { runId } = await client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await begins(running, runId, 'step.started');
    await client.call('cancelRun', { params: { id: runId } });
    await begins(running, runId, 'run.cancelled');
    broken = false;
    await client.call('retryRun', { params: { id: runId } });
    await begins(running, runId, 'run.succeeded');
    await client.call('revealCredentials', { params: { name: 'demo' } });
    const events = await client.call('listEvents', { params: { id: runId }, query: {} });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'run.queued',
        'run.started',
        'run.cancelled',
        'run.retried',
        'run.succeeded',
        'credentials.revealed',
      ]),
    );
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    for (const { time } of events) expect(Date.parse(time)).toBeGreaterThan(0);
    const asked = ['run.queued', 'run.cancel-requested', 'run.retried', 'credentials.revealed'];
    expect(events.filter(({ type }) => asked.includes(type)).map(({ type, data }) => [type, data?.['by']])).toEqual(
      asked.map((type) => [type, { id: 'owner', name: 'Owner' }]),
    );
    expect((await client.call('getRun', { params: { id: runId } })).requestedBy).toEqual({
      id: 'owner',
      name: 'Owner',
    });
    expect((await client.call('session', {})).principal).toEqual({ id: 'owner', name: 'Owner', roles: ['owner'] });
  });
});

describe('a cluster of CCP', () => {
  async function whole(
    runs: CcpRuns,
    kind: 'create' | 'delete',
    installation = demoInstallation({}, { kubeflow: null }),
  ): Promise<RunEvent[]> {
    return runs.ending((await runs.store.createRun({ installation, kind })).id);
  }

  test('kubeconfigs stayed in a shared ~/.kube permanently: here one is kept encrypted, and forgotten with its cluster', async () => {
    const home = await mkdtemp(join(tmpdir(), 'mla-home-'));
    vi.stubEnv('HOME', home);
    try {
      await using runs = await startCcpRuns();
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

  test('a failed creation left its cluster behind: here a deletion takes away what it made', async () => {
    await using runs = await startCcpRuns({ creationEndsAs: 'ERROR' });
    await runs.connect();
    runs.work();
    expect((await whole(runs, 'create')).at(-1)).toMatchObject({ type: 'run.failed' });
    expect(runs.ccp.clusters).toHaveLength(1);
    expect((await whole(runs, 'delete')).at(-1)).toMatchObject({ type: 'run.succeeded' });
    expect(runs.ccp.clusters).toEqual([]);
  });

  test('nodes added later had neither the user’s key nor the proxy: here both stay part of the cluster when it grows', async () => {
    await using runs = await startCcpRuns();
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

  test('usage was reported to strangers: here a whole life of a cluster reaches no address but that of its platform and its own', async () => {
    const connect = vi.spyOn(Socket.prototype, 'connect');
    try {
      await using runs = await startCcpRuns();
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
});

/** The host among the options of a connection by network; nothing in what else `connect` is given. */
function hostIn(given: unknown): string[] {
  if (typeof given !== 'object' || given === null || !('port' in given)) return [];
  return ['host' in given && typeof given.host === 'string' ? given.host : 'localhost'];
}

describe('the way in', () => {
  /** What the step tells of a cluster whose gateway is as given; undefined: it has none. */
  async function accessWith(gateway: object | undefined, outputs: StepContext['outputs'] = {}): Promise<unknown> {
    const server = await startLoopbackServer((_arrived, response) =>
      gateway === undefined
        ? replyStatus(response, 404, 'not found')
        : replyJson(response, 200, {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'istio-ingressgateway' },
            ...gateway,
          }),
    );
    try {
      const services: Pick<StepServices, 'loadKubeconfig' | 'openCluster'> = {
        loadKubeconfig: () => Promise.resolve(new Secret('')),
        openCluster: () => Promise.resolve(createKubernetesClient({ server: server.address })),
      };
      const context: StepContext = {
        runId: 'demo-1',
        installation: sandboxInstallation('demo'),
        options: {},
        attempt: 1,
        signal: AbortSignal.timeout(10_000),
        outputs,
        tell: () => undefined,
      };
      return await handOverStep(services as StepServices).run(context);
    } finally {
      await server.close();
    }
  }

  test('without an outer address of a node the job ended in an exception: here it hands over the command that makes a way in', async () => {
    expect(await accessWith({ status: { loadBalancer: {} } })).toMatchObject({
      dashboard: 'http://localhost:8080',
      how: expect.stringContaining('kubectl --kubeconfig demo.kubeconfig -n istio-system port-forward') as string,
    });
    expect(await accessWith({})).toMatchObject({ dashboard: 'http://localhost:8080' });
    expect(await accessWith({ status: { loadBalancer: { ingress: [{ ip: '10.0.0.9' }] } } })).toMatchObject({
      dashboard: 'http://10.0.0.9',
    });
    expect(await accessWith(undefined)).toMatchObject({ dashboard: null });
  });

  test('there is none into a simulated cluster, though it has the Service, and that is said', async () => {
    expect(await accessWith({}, { connect: { simulated: true } })).toMatchObject({
      dashboard: null,
      how: expect.stringContaining('this cluster is simulated') as string,
    });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { listRunEvents } from '../../src/cli/follow/list-run-events.ts';
import type { RunEvent } from '../../src/api/run.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../../src/runs/database/postgres-server.fixture.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { readApplies } from '../install/fixtures/audit-log.fixture.ts';
import { eventually, promises } from '../patience.fixture.ts';
import { startReplicas, type Replicas } from './replicas.fixture.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Replicas are not tested: no PostgreSQL server was found on this machine.');

/** Kubeflow itself instead of the sample release, with `MLA_TEST_REPLICAS_RELEASE=26.03.1` and MLA_RELEASE_PATH. */
const release = process.env['MLA_TEST_REPLICAS_RELEASE'] ?? 'sample';

describe.skipIf(!postgres)('three replicas on one PostgreSQL server', () => {
  let directory: string;
  let cluster: SandboxCluster;
  let server: PostgresServer;
  let replicas: Replicas;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-replicas-'));
    const [program] = await Promise.all([
      builtProgram(),
      startSandboxCluster({ name: 'replicas', directory: join(directory, 'cluster') }).then((one) => (cluster = one)),
      startPostgres(postgres ?? '').then((one) => (server = one)),
    ]);
    replicas = startReplicas(
      program,
      ['one', 'two', 'three'].map((name) => join(directory, name)),
      {
        MLA_DATABASE_URL: server.url,
        MLA_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
        ...(release !== 'sample' && { MLA_RELEASE_PATH: process.env['MLA_RELEASE_PATH'] ?? '' }),
      },
    );
  });
  afterAll(async () => {
    await replicas.end();
    await cluster.stop();
    await server.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  test('end an install of which one is killed, one is paused past its lease and wakes, and one is killed: each object is sent once, no event is lost', async () => {
    const first = await replicas.client();
    await first.call('saveConnection', {
      params: { name: 'here' },
      body: { platform: 'existing', kubeconfig: cluster.kubeconfigThroughFaults },
    });
    // Each wave takes its time, and the last ones wait until the deaths are over.
    cluster.faults.set([
      { fault: { kind: 'latency', delayMs: 500 }, methods: ['PATCH'], pathPattern: '^(?!.*dryRun=All)' },
    ]);
    cluster.switches.setController('sample-ca-injection', { never: true });
    const installation = installationSchema.parse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'demo' },
      spec: { cluster: { platform: 'existing', connection: 'here' }, kubeflow: { release } },
    });
    const { runId } = await first.call('applyInstallation', { body: installation });

    const takenOver = (attempt: number) => (event: RunEvent) =>
      event.type === 'run.resumed' && event.attempt === attempt;
    const sent = (attempt: number) => (event: RunEvent) => event.type === 'object.applied' && event.attempt === attempt;
    await replicas.until(runId, ({ type, step }) => type === 'step.started' && step === 'install');
    const killed = await replicas.workerOf(runId);
    const killedAt = Date.now();
    await replicas.kill(killed);
    const second = await replicas.until(runId, takenOver(2));
    expect(Date.parse(second.time) - killedAt).toBeLessThan(promises.takeOver);

    await replicas.until(runId, sent(2));
    const paused = await replicas.workerOf(runId);
    const pausedAt = Date.now();
    replicas.pause(paused);
    const third = await replicas.until(runId, takenOver(3));
    expect(Date.parse(third.time) - pausedAt).toBeLessThan(promises.takeOver);
    const last = await replicas.workerOf(runId);
    replicas.wake(paused);
    const wokenAt = Date.now();
    const awake = await paused.up;
    await eventually(
      async () => (await awake.call('getRun', { params: { id: runId } })).worker?.processId === last.processId,
    );

    await replicas.until(runId, ({ type, attempt }) => type === 'wait.changed' && attempt === 3);
    await replicas.kill(last);
    const lastDiedAt = Date.now();
    cluster.switches.setController('sample-ca-injection', undefined);
    const fourth = await replicas.until(runId, takenOver(4));
    expect(Date.parse(fourth.time) - lastDiedAt).toBeLessThan(promises.takeOver);
    await replicas.until(runId, ({ type }) => type === 'run.succeeded');

    const events: RunEvent[] = [];
    for await (const event of listRunEvents(awake, runId, 0)) events.push(event);
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
    expect(events.map(({ attempt }) => attempt)).toEqual(events.map(({ attempt }) => attempt).toSorted());
    expect((await awake.call('getRun', { params: { id: runId } })).worker).toBeUndefined();

    const applies = await readApplies(cluster.auditLog);
    const byPaused = applies.filter(({ processId, at }) => processId === paused.processId && at >= wokenAt);
    expect(byPaused.filter(({ at }) => at < Date.parse(fourth.time))).toEqual([]);
    expect(applies.some(({ processId }) => processId === last.processId)).toBe(true);
    const departures = [killedAt, pausedAt, lastDiedAt];
    const twice = [...Map.groupBy(applies, ({ object }) => object).values()].filter(({ length }) => length > 1);
    // What was under way when a process died can have arrived, without anybody knowing.
    const known = twice.filter(([before]) => !departures.some((at) => Math.abs((before?.at ?? 0) - at) < inFlight));
    expect(known).toEqual([]);
  });
});

/** Milliseconds around a death in which a request can be under way: the delay above, and the API server's own time. */
const inFlight = 5000;

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '../../src/api/client.ts';
import type { RunEvent, RunView } from '../../src/api/run.ts';
import { chooseDemoCluster } from '../../src/platforms/ccp/demo/choose-cluster.ts';
import { listRunEvents } from '../../src/cli/follow/list-run-events.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { startService, type KillableService } from './killable-service.fixture.ts';
import { deletionMoment, momentsOfRuns, type Moment } from './moments.fixture.ts';
import { makeWorld, type World } from './world.fixture.ts';

let program: string;
let world: World;
let service: KillableService | undefined;
beforeAll(async () => void ([program, world] = await Promise.all([builtProgram(), makeWorld()])));
afterAll(async () => {
  await service?.kill();
  await world[Symbol.asyncDispose]();
});

/** One run as its reader sees it over the deaths of the service. */
interface Reader {
  readonly runId: string;
  /** By id, as JSON: what was acknowledged by being shown. */
  readonly seen: Map<number, string>;
  lastAttempt: number;
}

/** Kills the service, which begins a life for it unless it runs, at the moment, and tells true; false when the run ended before. */
async function killAt(moment: Moment, reader: Reader, running?: KillableService): Promise<boolean> {
  if (running === undefined) moment.prepare?.(world);
  service = running ?? startService(program, world.home);
  const ended = new AbortController();
  const watched = watch(service, reader, ended.signal);
  try {
    const met = await Promise.race([
      moment.comes({ world, sees: watched.sees }).then(() => true),
      watched.over.then(() => false),
    ]);
    if (met) await sleep(Math.random() * moment.within);
    return met;
  } finally {
    await service.kill();
    ended.abort();
    await watched.over.catch(() => undefined);
    world.ccp.switches.faults = [];
  }
}

/** Reads the run's events from where the reader was; `sees` looks at those of the present life alone. */
function watch(
  { up }: KillableService,
  reader: Reader,
  signal: AbortSignal,
): { sees: (fits: (event: RunEvent) => boolean) => Promise<unknown>; over: Promise<void> } {
  const before = reader.lastAttempt;
  const looks = new Set<(event: RunEvent) => void>();
  const read = async (): Promise<void> => {
    const client = await up;
    for await (const event of client.streamEvents(reader.runId, {
      after: Math.max(0, ...reader.seen.keys()),
      signal,
    })) {
      expect(reader.seen.has(event.id), `event ${event.id} came twice`).toBe(false);
      reader.seen.set(event.id, JSON.stringify(event));
      reader.lastAttempt = Math.max(reader.lastAttempt, event.attempt);
      if (event.attempt > before) for (const look of looks) look(event);
    }
  };
  return {
    sees: (fits) =>
      new Promise((resolve) => {
        looks.add((event) => fits(event) && resolve(event));
      }),
    over: read().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
  };
}

/** Lets the run go on to its end. */
async function untilEnd(reader: Reader): Promise<{ client: ApiClient; run: RunView }> {
  service = startService(program, world.home);
  const { over } = watch(service, reader, new AbortController().signal);
  const client = await service.up;
  await over;
  return { client, run: await client.call('getRun', { params: { id: reader.runId } }) };
}

/** What a run ends with, whatever befell it. */
function endingOf(run: RunView): unknown {
  const { state, progress, phases, release, objects, workloads, components, waiting, error } = run;
  return {
    ...{ state, progress, release, workloads, waiting, error },
    objects: { total: objects.total, applied: objects.applied, rejected: objects.rejected },
    phases: phases.map(({ name, state: of }) => [name, of]),
    components: components.map(({ name, state: of }) => [name, of]),
  };
}

async function expectWholeHistory(client: ApiClient, { runId, seen }: Reader): Promise<void> {
  const events: RunEvent[] = [];
  for await (const event of listRunEvents(client, runId, 0)) events.push(event);
  expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
  for (const [id, json] of seen) expect(JSON.stringify(events[id - 1])).toBe(json);
}

/** Each object of the plan is in the cluster and carries the installation's name. */
async function expectWholeInstallation(client: ApiClient, name: string): Promise<void> {
  const { kubeconfig } = await client.call('getKubeconfig', { params: { name } });
  const plan = makePlan({
    release: await loadSampleRelease(),
    components: 'all',
    installation: { name },
    parameters: {},
  });
  const cluster = createKubernetesClient(await readKubeconfig(kubeconfig, { execAllowed: false }));
  try {
    const kinds = await cluster.discoverAll();
    const found = await Promise.all(
      plan.objects.map(async ({ key }) => {
        const type = kinds.find(
          ({ group, kind }) => kind === key.kind && key.apiVersion.split('/').slice(0, -1).join('') === group,
        );
        const object = type && (await cluster.get(type, key));
        return object?.metadata.labels?.['mlanywhere.dev/installation'];
      }),
    );
    expect(found).toEqual(plan.objects.map(() => name));
  } finally {
    await cluster.close();
  }
}

async function begin(name: string, first: Moment | undefined): Promise<{ reader: Reader; running: KillableService }> {
  const running = startService(program, world.home);
  service = running;
  const client = await running.up;
  const { address, fingerprint, username, password } = world.ccp;
  await client.call('saveConnection', {
    params: { name: 'lab' },
    body: { platform: 'ccp', address, username, password, trust: { mode: 'fingerprint', sha256: fingerprint } },
  });
  const installation = await chooseDemoCluster(client, {
    connection: 'lab',
    name,
    release: 'sample',
    components: 'all',
  });
  first?.prepare?.(world);
  const { runId } = await client.call('applyInstallation', { body: installationSchema.parse(installation) });
  return { running, reader: { runId, seen: new Map(), lastAttempt: 0 } };
}

test('killed at any of 24 moments of the whole job, the service continues automatically and ends the same, with one cluster and a whole history', async () => {
  let ending: unknown;
  let kills = 0;
  let missed: Moment[] = [];
  for (const [index, moments] of [...momentsOfRuns, []].entries()) {
    // The last run is for moments that another run went past.
    const isLast = moments.length === 0;
    if (isLast && missed.length === 0) break;
    world.slowGates = index === 3 || isLast ? 3000 : 0;
    const name = `demo-${index + 1}`;
    const firstRequest = world.ccp.requests.length;
    const planned = isLast ? missed.splice(0) : moments;
    const { reader, running } = await begin(name, planned[0]);
    for (const [position, moment] of planned.entries()) {
      if (await killAt(moment, reader, position === 0 ? running : undefined)) kills += 1;
      else missed = [...missed, moment];
    }
    const { client, run } = await untilEnd(reader);
    ending ??= endingOf(run);
    expect(endingOf(run)).toEqual(ending);
    expect(run).toMatchObject({ state: 'succeeded', progress: 1, objects: { rejected: 0 } });
    await expectWholeHistory(client, reader);
    await expectWholeInstallation(client, name);
    expect(world.ccp.clusters.map(({ payload, status }) => [payload.name, status])).toEqual([[name, 'READY']]);
    expect(world.clusters).toHaveLength(index + 1);
    expect(world.ccp.requests.slice(firstRequest).filter(({ method }) => method === 'DELETE')).toEqual([]);

    const { runId } = await client.call('deleteInstallation', { params: { name } });
    const deletion: Reader = { runId, seen: new Map(), lastAttempt: 0 };
    await killAt(deletionMoment, deletion, service);
    const deleted = await untilEnd(deletion);
    expect(deleted.run.state).toBe('succeeded');
    await expectWholeHistory(deleted.client, deletion);
    expect(world.ccp.clusters).toEqual([]);
    await service?.kill();
  }
  expect(missed.map(({ name }) => name)).toEqual([]);
  expect(kills).toBeGreaterThanOrEqual(24);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { finalRunStates, type RunEvent, type RunView } from '../../src/api/run.ts';
import { chooseDemoCluster } from '../../src/platforms/ccp/demo/choose-cluster.ts';
import { startLocalService, type LocalService } from '../../src/app/start-local-service.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import { heal, stuckDeletion, stuckSteps } from './stuck-steps.fixture.ts';
import { makeWorld, type World } from './world.fixture.ts';
import { hangSignal } from '../patience.fixture.ts';

let world: World;
let service: LocalService;
let client: ApiClient;
beforeAll(async () => {
  world = await makeWorld({ throughFaults: true });
  service = await startLocalService({
    dataDirectory: world.home,
    port: 0,
    environment: { MLA_RELEASE_PATH: '' },
    report: () => undefined,
  });
  client = createApiClient(service);
  const { address, fingerprint, username, password } = world.ccp;
  await client.call('saveConnection', {
    params: { name: 'lab' },
    body: { platform: 'ccp', address, username, password, trust: { mode: 'fingerprint', sha256: fingerprint } },
  });
});
afterAll(async () => {
  await service.close();
  await world[Symbol.asyncDispose]();
});

/** Cancels the run once it is in the step, which cannot end, and returns what it told after that. */
async function cancelIn(step: string, runId: string, after: number): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of client.streamEvents(runId, { after, signal: hangSignal() })) {
    events.push(event);
    if (event.type === 'step.started' && event.step === step) await client.call('cancelRun', { params: { id: runId } });
  }
  return events;
}

const look = (id: string): Promise<RunView> => client.call('getRun', { params: { id } });

test('a run can be cancelled in each step though the step never ends, and a retry goes on from there to the end', async () => {
  const installation = await chooseDemoCluster(client, {
    connection: 'lab',
    name: 'demo',
    release: 'sample',
    components: 'all',
  });
  stuckSteps[0]?.hold(world);
  const { runId } = await client.call('applyInstallation', { body: installationSchema.parse(installation) });
  let last = 0;
  for (const [position, { step }] of stuckSteps.entries()) {
    const events = await cancelIn(step, runId, last);
    expect(events.at(-1)).toMatchObject({ type: 'run.cancelled' });
    expect(events.filter(({ type }) => type === 'step.cancelled').map((event) => event.step)).toEqual([step]);
    last = events.at(-1)?.id ?? 0;
    heal(world);
    stuckSteps[position + 1]?.hold(world);
    await client.call('retryRun', { params: { id: runId } });
  }
  await expect.poll(async () => finalRunStates.includes((await look(runId)).state)).toBe(true);
  expect(await look(runId)).toMatchObject({
    state: 'succeeded',
    attempt: stuckSteps.length + 1,
    progress: 1,
    objects: { rejected: 0 },
  });
  expect(world.ccp.clusters).toHaveLength(1);
});

test('a deletion can be cancelled though it never ends, and a retry ends it', async () => {
  stuckDeletion.hold(world);
  const { runId } = await client.call('deleteInstallation', { params: { name: 'demo' } });
  expect((await cancelIn(stuckDeletion.step, runId, 0)).at(-1)).toMatchObject({ type: 'run.cancelled' });
  heal(world);
  await client.call('retryRun', { params: { id: runId } });
  await expect.poll(async () => (await look(runId)).state).toBe('succeeded');
  expect(world.ccp.clusters).toEqual([]);
});

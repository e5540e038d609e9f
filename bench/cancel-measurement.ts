import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient, type ApiClient } from '../src/api/client.ts';
import type { RunEvent } from '../src/api/run.ts';
import { chooseDemoCluster } from '../src/platforms/ccp/demo/choose-cluster.ts';
import { startLocalService } from '../src/app/start-local-service.ts';
import { installationSchema } from '../src/installation/installation.ts';
import { heal, stuckDeletion, stuckSteps } from '../test/survival/stuck-steps.fixture.ts';
import { makeWorld, type World } from '../test/survival/world.fixture.ts';
import type { Measurement } from './measurement.ts';

/** Milliseconds that a step is left in its waiting before the request, so that it is deep in it. */
const wellIn = 1500;

interface Cancelled {
  readonly seconds: number;
  readonly lastEvent: number;
}

/** (j) Each step that waits for somebody else, held up for ever and then cancelled: from the request to the event that says so, as a page hears it. */
export async function measureCancel(): Promise<Measurement> {
  const world = await makeWorld({ throughFaults: true });
  try {
    const service = await startLocalService({
      dataDirectory: world.home,
      port: 0,
      environment: { MLA_RELEASE_PATH: '' },
      report: () => undefined,
    });
    try {
      const seconds = await cancelEachStep(createApiClient(service), world);
      const [slowest = ''] = Object.keys(seconds).toSorted((one, other) => (seconds[other] ?? 0) - (seconds[one] ?? 0));
      return {
        id: 'j',
        title: `cancel: slowest step (${slowest}) from request to cancelled`,
        value: seconds[slowest] ?? Number.NaN,
        unit: 's',
        bar: { kind: 'at most', value: 2 },
        detail: { seconds },
      };
    } finally {
      await service.close();
    }
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

async function cancelEachStep(client: ApiClient, world: World): Promise<Record<string, number>> {
  const seconds: Record<string, number> = {};
  const { address, fingerprint, username, password } = world.ccp;
  await client.call('saveConnection', {
    params: { name: 'lab' },
    body: { platform: 'ccp', address, username, password, trust: { mode: 'fingerprint', sha256: fingerprint } },
  });
  const installation = await chooseDemoCluster(client, {
    connection: 'lab',
    name: 'bench',
    release: 'sample',
    components: 'all',
  });
  stuckSteps[0]?.hold(world);
  const { runId } = await client.call('applyInstallation', { body: installationSchema.parse(installation) });
  let after = 0;
  for (const [position, { step }] of stuckSteps.entries()) {
    const cancelled = await cancelIn(client, { runId, step, after });
    seconds[step] = cancelled.seconds;
    after = cancelled.lastEvent;
    heal(world);
    stuckSteps[position + 1]?.hold(world);
    await client.call('retryRun', { params: { id: runId } });
  }
  await readUntilEnd(client, runId, after, () => undefined);

  stuckDeletion.hold(world);
  const deletion = await client.call('deleteInstallation', { params: { name: 'bench' } });
  seconds[stuckDeletion.step] = (
    await cancelIn(client, { runId: deletion.runId, step: stuckDeletion.step, after: 0 })
  ).seconds;
  heal(world);
  return seconds;
}

async function cancelIn(
  client: ApiClient,
  { runId, step, after }: { runId: string; step: string; after: number },
): Promise<Cancelled> {
  const asked = Promise.withResolvers<number>();
  const cancel = async (): Promise<void> => {
    await sleep(wellIn);
    const at = performance.now();
    await client.call('cancelRun', { params: { id: runId } });
    asked.resolve(at);
  };
  const last = await readUntilEnd(client, runId, after, (event) => {
    if (event.type === 'step.started' && event.step === step) void cancel().catch(asked.reject);
  });
  const ended = performance.now();
  if (last?.type !== 'run.cancelled')
    throw new Error(`the run ended otherwise in the step ${step}: ${last?.type ?? 'no event'}`);
  return { seconds: (ended - (await asked.promise)) / 1000, lastEvent: last.id };
}

/** Reads the events as a page does; gives the last one. */
async function readUntilEnd(
  client: ApiClient,
  runId: string,
  after: number,
  onEvent: (event: RunEvent) => void,
): Promise<RunEvent | undefined> {
  let last: RunEvent | undefined;
  for await (const event of client.streamEvents(runId, { after, signal: AbortSignal.timeout(120_000) })) {
    last = event;
    onEvent(event);
  }
  return last;
}

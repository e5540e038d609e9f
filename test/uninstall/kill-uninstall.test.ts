import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { RunView } from '../../src/api/run.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { hangSignal } from '../patience.fixture.ts';
import { startService, type KillableService } from '../survival/killable-service.fixture.ts';
import { startWriteGuard, type WriteGuard } from '../survival/write-guard.fixture.ts';
import { installByHand } from './fixtures/install-by-hand.fixture.ts';
import { added, snapshot } from './fixtures/snapshot.fixture.ts';

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
let guard: WriteGuard;
let program: string;
let before: string[];
let service: KillableService;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  [program, cluster] = await Promise.all([
    builtProgram(),
    startSandboxCluster({ name: 'kill-uninstall', directory: join(directory, 'cluster') }),
  ]);
  client = createKubernetesClient(cluster.access);
  guard = await startWriteGuard(client, ['DELETE']);
  before = await snapshot(client);
  service = startService(program, join(directory, 'home'));
  const api = await service.up;
  await api.call('saveConnection', {
    params: { name: 'here' },
    body: { platform: 'existing', kubeconfig: cluster.kubeconfig },
  });
});
afterAll(async () => {
  await service.kill();
  await guard.close();
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** At which deletion of a life the service dies, while the API server still decides about it. Those before are done. */
const deaths = [1, 2, 1, 3, 2, 1, 4, 2, 1, 3, 1, 2] as const;

/** The life of the service ends at a deletion; false when its run ended before. */
async function dieAt(deletion: number, runId: string): Promise<boolean> {
  const died = new Promise<true>((resolve) => {
    guard.act(async (number) => {
      if (number !== deletion) return;
      await service.kill();
      resolve(true);
    });
  });
  const ended = untilEnd(runId).then(
    () => false,
    // The stream breaks with the service.
    () => died,
  );
  return Promise.race([died, ended]);
}

/** Reads all that the run tells. */
async function untilEnd(runId: string): Promise<RunView> {
  const api = await service.up;
  const seen: number[] = [];
  for await (const { id } of api.streamEvents(runId, { after: 0, signal: hangSignal() })) seen.push(id);
  expect(seen).toEqual(seen.map((_id, index) => index + 1));
  const run = await api.call('getRun', { params: { id: runId } });
  if (['queued', 'running'].includes(run.state)) throw new Error(`the run ${runId} has not ended`);
  return run;
}

test('killed while it deletes, 12 times, an uninstall continues automatically and ends the same, with a whole history: nothing is left', async () => {
  const api = await service.up;
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'existing', connection: 'here' }, kubeflow: { release: 'sample' } },
  });
  const installed = await api.call('applyInstallation', { body: installation });
  expect(await untilEnd(installed.runId)).toMatchObject({ state: 'succeeded' });

  const { runId } = await api.call('uninstall', {
    params: { name: 'demo' },
    body: { data: ['sample-notebooks'], confirm: 'demo' },
  });
  for (const [index, deletion] of deaths.entries()) {
    expect(await dieAt(deletion, runId), `the run ended before death ${index + 1}`).toBe(true);
    guard.act(undefined);
    service = startService(program, join(directory, 'home'));
  }
  expect(await untilEnd(runId)).toMatchObject({ state: 'succeeded', progress: 1 });
  expect(added(before, await snapshot(client))).toEqual([]);
});

test('a Kubeflow that MLAnywhere did not install: killed four times and cancelled once, its removal continues where it was, and nothing is left', async () => {
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig);
  await installByHand(client, { kubeconfig });
  const { runId } = await (
    await service.up
  ).call('uninstallFound', {
    params: { name: 'here' },
    body: { take: ['programs', 'users'], data: ['sample-notebooks'], confirm: 'found-here' },
  });
  for (const deletion of [2, 1, 3, 1]) {
    expect(await dieAt(deletion, runId), 'the run ended before').toBe(true);
    guard.act(undefined);
    service = startService(program, join(directory, 'home'));
  }
  const api = await service.up;
  guard.act(async (number) => {
    if (number === 2) await api.call('cancelRun', { params: { id: runId } });
  });
  expect(await untilEnd(runId)).toMatchObject({ state: 'cancelled' });
  guard.act(undefined);
  expect(added(before, await snapshot(client))).not.toEqual([]);
  await api.call('retryRun', { params: { id: runId } });
  expect(await untilEnd(runId)).toMatchObject({ state: 'succeeded', progress: 1 });
  expect(added(before, await snapshot(client))).toEqual([]);
});

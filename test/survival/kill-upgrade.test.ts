import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { RunView } from '../../src/api/run.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import { bundleOfRelease } from '../../src/kubeflow/release/bundle-of-release.ts';
import { releaseOf } from '../../src/kubeflow/testing/releases.fixture.ts';
import { listInstalled } from '../../src/kubeflow/upgrade/installed-objects.ts';
import { isQuiesced } from '../../src/kubeflow/upgrade/quiesced.ts';
import { movedReleaseText } from '../../src/kubeflow/upgrade/testing/moved-release.fixture.ts';
import { scaleAsPerson } from '../../src/kubeflow/upgrade/testing/scale-as-person.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { keyText, type KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { hangSignal } from '../patience.fixture.ts';
import { startService, type KillableService } from './killable-service.fixture.ts';
import { startWriteGuard, type GuardedWrite, type WriteGuard } from './write-guard.fixture.ts';

const installation = 'moving';
/** A program that is made again; a person has scaled it. */
const reports = { namespace: 'platform', name: 'reports' };

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
let guard: WriteGuard;
let start: () => KillableService;
let service: KillableService;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  const releases = join(directory, 'releases');
  await mkdir(releases);
  for (const version of ['1', '2'] as const) {
    const release = releaseOf(movedReleaseText(version), 'models', { name: 'test', version: `${version}.0.0` });
    await writeFile(join(releases, `${version}.mlarelease`), bundleOfRelease(release));
  }
  let program: string;
  [program, cluster] = await Promise.all([
    builtProgram(),
    startSandboxCluster({ name: 'kill-upgrade', directory: join(directory, 'cluster') }),
  ]);
  client = createKubernetesClient(cluster.access);
  guard = await startWriteGuard(client, ['CREATE', 'UPDATE', 'DELETE']);
  start = () => startService(program, join(directory, 'home'), { MLA_RELEASE_PATH: releases });
  service = start();
});
afterAll(async () => {
  await service.kill();
  await guard.close();
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

const about =
  (operation: GuardedWrite['operation'], object: string) =>
  (write: GuardedWrite): boolean =>
    write.operation === operation && `${write.kind.kind} ${write.namespace ?? ''}/${write.name}` === object;

const stops =
  (object: string) =>
  (write: GuardedWrite): boolean =>
    about('UPDATE', object)(write) && write.object !== null && isQuiesced(write.object.metadata);

/** The writes at which a life of the service ends, while the API server still decides about them. Those before are done. */
const moments: ReadonlyMap<string, (write: GuardedWrite) => boolean> = new Map([
  ['as it changes a definition', about('UPDATE', 'CustomResourceDefinition /models.example.com')],
  ['as it adds an object', about('CREATE', 'Service serving/model-ui')],
  ['as it stops the old controller', stops('Deployment platform/model-controller')],
  ['the old controller is stopped, the new one not sent', about('CREATE', 'Deployment serving/model-controller')],
  ['as it stops the program on every node', stops('DaemonSet platform/model-cache')],
  ['the program with an identity is stopped, the new one not sent', about('CREATE', 'StatefulSet serving/model-index')],
  ['between two applies', about('UPDATE', 'ConfigMap platform/changed')],
  ['as it deletes a binding of which the role cannot be changed', about('DELETE', 'ClusterRoleBinding /reports')],
  ['the program is deleted, and not made again', about('CREATE', 'Deployment platform/reports')],
  ['as the path changes hands', about('CREATE', 'VirtualService serving/model-ui')],
  ['as it removes the first leftover', about('DELETE', 'Deployment platform/model-page')],
  ['as it removes one of the last leftovers', about('DELETE', 'ConfigMap platform/leftover')],
]);

/** The life of the service ends at one of the moments, which is removed; undefined when its run ended before. */
async function dieAtOne(
  open: Map<string, (write: GuardedWrite) => boolean>,
  runId: string,
): Promise<string | undefined> {
  const died = new Promise<string>((resolve) => {
    guard.act(async (_number, write) => {
      if (write.dryRun === true) return;
      const [name] = [...open].find(([, fits]) => fits(write)) ?? [];
      if (name === undefined) return;
      // What the dead one had sent beside it is no moment.
      guard.act(undefined);
      open.delete(name);
      await service.kill();
      resolve(name);
    });
  });
  const ended = untilEnd(runId).then(
    () => undefined,
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

async function upgrade(release?: string): Promise<string> {
  const api = await service.up;
  const body = { settings: 'keep', ...(release !== undefined && { release }) } as const;
  return (await api.call('startUpgrade', { params: { name: installation }, body })).runId;
}

/** What installs have sent, as the cluster has it, without what is different each time it is made. */
async function installed(): Promise<Readonly<Record<string, unknown>>> {
  const objects = await listInstalled({ client, installation, signal: hangSignal() });
  const bodies = await Promise.all(
    objects.map(async ({ type, key }) => [keyText(key), lasting(await client.get(type, key))] as const),
  );
  return Object.fromEntries(bodies);
}

function lasting(object: KubernetesObject | undefined): unknown {
  const { metadata, status: _status, ...body } = structuredClone(object) as KubernetesObject & { status?: unknown };
  const { labels, annotations = {} } = metadata;
  delete annotations['deployment.kubernetes.io/revision'];
  const spec = body['spec'] as Record<string, unknown> | undefined;
  delete spec?.['clusterIP'];
  delete spec?.['clusterIPs'];
  return { ...body, labels, annotations };
}

test('killed at twelve moments, an upgrade continues automatically and ends as one that nobody disturbed, with a whole history', async () => {
  const api = await service.up;
  await api.call('saveConnection', {
    params: { name: 'here' },
    body: { platform: 'existing', kubeconfig: cluster.kubeconfig },
  });
  const { runId: first } = await api.call('applyInstallation', {
    body: installationSchema.parse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: installation },
      spec: { cluster: { platform: 'existing', connection: 'here' }, kubeflow: { release: 'test@1.0.0' } },
    }),
  });
  expect(await untilEnd(first)).toMatchObject({ state: 'succeeded' });
  await scaleAsPerson(client, reports, 2);
  expect(await untilEnd(await upgrade('test@2.0.0'))).toMatchObject({ state: 'succeeded' });
  const undisturbed = await installed();
  expect(undisturbed).toMatchObject({ 'Deployment.apps platform/reports': { spec: { replicas: 2 } } });
  expect(await untilEnd(await upgrade())).toMatchObject({ state: 'succeeded' });
  expect(Object.keys(await installed())).toContain('Deployment.apps platform/model-controller');

  await scaleAsPerson(client, reports, 2);
  const runId = await upgrade('test@2.0.0');
  const open = new Map(moments);
  expect(open.size).toBe(12);
  while (open.size > 0) {
    expect(await dieAtOne(open, runId), `the run ended before: ${[...open.keys()].join('; ')}`).toBeDefined();
    service = start();
  }
  guard.act(undefined);
  expect(await untilEnd(runId)).toMatchObject({ state: 'succeeded', progress: 1 });
  expect(await installed()).toEqual(undisturbed);
});

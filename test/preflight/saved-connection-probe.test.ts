import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/api/contract.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { probeLabel } from '../../src/preflight/probe/probe-objects.ts';
import type { ProbedPod } from '../../src/preflight/probe/probe-results.ts';
import { openCommandedProduct, type CommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { startCheckedCluster, type CheckedCluster } from './checked-cluster.fixture.ts';

const deployment =
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: db, namespace: apps}, spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: "mysql:8"}]}}}}';

describe('mla preflight -f FILE --probe, through the server', () => {
  let cluster: CheckedCluster;
  let directory: string;
  let product: CommandedProduct;
  let file: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-probe-'));
    cluster = await startCheckedCluster();
    const release = join(directory, 'releases', '9.9.9');
    await mkdir(release, { recursive: true });
    await writeFile(join(release, '01-apps.yaml'), deployment);
    product = await openCommandedProduct(directory, {
      environment: { MLA_RELEASE_PATH: join(directory, 'releases') },
    });
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, cluster.kubeconfig);
    await product.mla('connection', 'add', 'existing', 'lab', '--kubeconfig', kubeconfig);
    file = join(directory, 'installation.yaml');
    await writeFile(
      file,
      '{apiVersion: mlanywhere.dev/v1alpha1, kind: Installation, metadata: {name: demo}, spec: {cluster: {platform: existing, connection: lab}, kubeflow: {release: 9.9.9}}}',
    );
  });
  afterAll(async () => {
    await product.close();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const probePods = (): Promise<ProbedPod[]> =>
    cluster.client.list<ProbedPod>(builtInTypes.pod, { labelSelector: `${probeLabel}=true` });

  /** Both pods of a probe, as soon as they are there. */
  async function podsOfProbe(): Promise<ProbedPod[]> {
    await expect.poll(async () => (await probePods()).length).toBe(2);
    return probePods();
  }

  /** As a kubelet does: no node runs pods here. */
  async function end({ metadata, ...pod }: ProbedPod & { spec?: { containers: { name: string }[] } }) {
    const containerStatuses = (pod.spec?.containers ?? []).map(({ name }) => ({
      name,
      image: name,
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode: 0 } },
    }));
    // Without a resource version: the scheduler may write to the pod at the same time.
    const place = { namespace: String(metadata.namespace), name: metadata.name, subresource: 'status' };
    await cluster.client.mergePatch(builtInTypes.pod, place, { status: { containerStatuses } });
  }

  /** Those of an earlier probe: nothing here ends the pods of a namespace that is being deleted. */
  async function removePods(): Promise<void> {
    for (const { metadata } of await probePods()) {
      const path = `/api/v1/namespaces/${String(metadata.namespace)}/pods/${metadata.name}?gracePeriodSeconds=0`;
      await cluster.client.request('DELETE', path);
    }
  }

  const namespacesLeft = async (): Promise<string[]> =>
    (await cluster.client.list(builtInTypes.namespace, { labelSelector: `${probeLabel}=true` })).flatMap(
      ({ metadata: { name, deletionTimestamp } }) => (deletionTimestamp === undefined ? [name] : []),
    );

  const checksOf = (stdout: string): Map<string, CheckResult> =>
    new Map((JSON.parse(stdout) as { checks: CheckResult[] }).checks.map((check) => [check.id, check]));

  test('starts no pod unless it is asked to', async () => {
    const { stdout } = await product.mla('preflight', '-f', file, '--json');
    expect(checksOf(stdout).has('nodes-ready')).toBe(true);
    expect(checksOf(stdout).has('pull-reach')).toBe(false);
  });

  test('tells what the pods came to, beside all other checks, and removes them', async () => {
    await removePods();
    const running = product.mla('preflight', '-f', file, '--probe', '--json');
    for (const pod of await podsOfProbe()) await end(pod);
    const checks = checksOf((await running).stdout);
    expect(checks.get('pull-reach')).toMatchObject({
      outcome: 'passed',
      evidence: 'A node pulled an image from docker.io.',
    });
    expect(checks.get('volume-write')).toMatchObject({ outcome: 'passed' });
    expect(checks.has('nodes-ready')).toBe(true);
    expect(await namespacesLeft()).toEqual([]);
  });

  test('leaves nothing behind when it is interrupted', async () => {
    await removePods();
    const ctrlC = new AbortController();
    const running = product.mlaUntil(ctrlC.signal, 'preflight', '-f', file, '--probe');
    await podsOfProbe();
    ctrlC.abort();
    expect((await running).exitCode).not.toBe(0);
    await expect.poll(namespacesLeft).toEqual([]);
  });

  test('leaves nothing behind when the server ends', async () => {
    await removePods();
    const running = product.mla('preflight', '-f', file, '--probe');
    await podsOfProbe();
    await product.close();
    expect(await namespacesLeft()).toEqual([]);
    expect((await running).exitCode).not.toBe(0);
  });
});

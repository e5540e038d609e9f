import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { probeLabel } from '../../src/preflight/probe/probe-objects.ts';
import { runProbe } from '../../src/preflight/probe/run-probe.ts';
import { planOf, startCheckedCluster, type CheckedCluster } from './checked-cluster.fixture.ts';
import { hangSignal } from '../patience.fixture.ts';

const plan = planOf(
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: db, namespace: apps}, spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: "mysql:8"}]}}}}',
);

/** Pods are simulated here: they run, and never end. So what a real node makes of them has unit tests. */
describe('a probe', () => {
  let cluster: CheckedCluster;
  beforeAll(async () => {
    cluster = await startCheckedCluster();
  });
  afterAll(async () => cluster.stop());

  const left = async (): Promise<KubernetesObject[]> =>
    (await cluster.client.list(builtInTypes.namespace, { labelSelector: `${probeLabel}=true` })).filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined,
    );

  /** A client that notes which pods it made, and calls back after the first. */
  const noting = (made: KubernetesObject[], after?: () => void): KubernetesClient => ({
    ...cluster.client,
    create: async (type, object, options) => {
      const answer = await cluster.client.create(type, object, options);
      made.push(answer);
      if (type.kind === 'Pod') after?.();
      return answer;
    },
  });

  test('makes its pods in a namespace of its own that takes only harmless pods, and removes it', async () => {
    const made: KubernetesObject[] = [];
    const signal = hangSignal();
    const { pull } = await runProbe({ client: noting(made), plan, signal, patience: 3000 });
    expect(made.map(({ kind }) => kind)).toEqual(['Namespace', 'Pod', 'PersistentVolumeClaim', 'Pod']);
    expect(made[0]?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    expect(pull?.metadata.namespace).toMatch(/^mlanywhere-probe-[0-9a-f]{8}$/);
    expect(await left()).toEqual([]);
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const stop = new AbortController();
    const running = runProbe({ client: noting([], () => stop.abort()), plan, signal: stop.signal, patience: 30_000 });
    await expect(running).rejects.toMatchObject({ key: 'general.cancelled' });
    expect(await left()).toEqual([]);
  });

  test('that may not make its namespace says so, and not that it may not remove it', async () => {
    const stranger = await cluster.clientWith('no-namespaces', '[]');
    await expect(runProbe({ client: stranger, plan, signal: hangSignal() })).rejects.toThrow(
      /may not create namespaces/,
    );
  });

  test('names a namespace that could not be removed', async () => {
    const maker = await cluster.clientWith(
      'only-makes',
      '[{apiGroups: [""], resources: [namespaces, pods, persistentvolumeclaims], verbs: [create, get]}]',
    );
    await expect(runProbe({ client: maker, plan, signal: hangSignal(), patience: 0 })).rejects.toThrow(
      /may not delete namespaces.*mlanywhere-probe-/s,
    );
    for (const { metadata } of await left()) await cluster.client.delete(builtInTypes.namespace, metadata);
  });

  test('leaves nothing behind when a pod is refused', async () => {
    const signal = hangSignal();
    const refusing: KubernetesClient = {
      ...cluster.client,
      create: (type, object, options) =>
        type.kind === 'Pod' ? Promise.reject(new Error('refused')) : cluster.client.create(type, object, options),
    };
    await expect(runProbe({ client: refusing, plan, signal })).rejects.toThrow('refused');
    expect(await left()).toEqual([]);
  });
});

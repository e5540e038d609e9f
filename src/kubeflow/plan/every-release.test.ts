import { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { buildBundle } from '../release/build-release.ts';
import { loadRelease } from '../release/load-release.ts';
import { loadSampleRelease } from '../sample/sample-release.ts';
import { kubeflowVersions, loadTestRelease, releaseOf } from '../testing/releases.fixture.ts';
import { makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';

const plans = await Promise.all(
  ['sample', ...kubeflowVersions].map(async (version) =>
    makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    }),
  ),
);

/** Parsed objects of a kind in a plan. */
function objectsOf<T>(plan: Plan, kind: string): (T & KubernetesObject)[] {
  return plan.objects
    .filter(({ key }) => key.kind === kind)
    .map(({ body }) => JSON.parse(body) as T & KubernetesObject);
}

test('the plan adds no pod, and gives cluster-admin to no account but upstream’s for profiles [v1]', async () => {
  const binding = (role: string): Plan =>
    makePlan({
      release: releaseOf(
        `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: a}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}\n`,
      ),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    });
  const administrators = (plan: Plan): string[] =>
    ['ClusterRoleBinding', 'RoleBinding'].flatMap((kind) =>
      objectsOf<{ roleRef: { name: string } }>(plan, kind)
        .filter(({ roleRef }) => roleRef.name === 'cluster-admin')
        .map(({ metadata }) => metadata.name),
    );
  expect(administrators(binding('cluster-admin'))).toEqual(['a']);
  for (const plan of plans)
    expect(administrators(plan)).toEqual(plan.release.name === 'sample' ? [] : ['profiles-cluster-rolebinding']);
  const release = await loadSampleRelease();
  const samplePlan = makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: {} });
  expect(samplePlan.objects.map(({ key }) => key)).toEqual(
    expect.arrayContaining(release.objects.map(({ key }) => key)),
  );
  expect(samplePlan.objects).toHaveLength(release.objects.length);
});

test('every image has a version or a digest [v1]', () => {
  for (const {
    totals: { images },
  } of plans) {
    expect(images.length).toBeGreaterThan(5);
    expect(
      images.filter((image) => !/(:[^/:]+|@sha256:[0-9a-f]{64})$/.test(image) || /:(test|latest)$/.test(image)),
    ).toEqual([]);
  }
});

test('no Service opens a port on the nodes [v1]', () => {
  for (const plan of plans) {
    const services = objectsOf<{ spec: { type?: string } }>(plan, 'Service');
    expect(services.length).toBeGreaterThan(1);
    expect(services.filter(({ spec }) => spec.type === 'NodePort').map(({ metadata }) => metadata.name)).toEqual([]);
  }
});

test('nothing reports usage [v1]', () => {
  for (const plan of plans)
    expect(plan.objects.filter(({ body }) => /spartakus|usage-?report/i.test(body)).map(({ key }) => key)).toEqual([]);
});

test('two components cannot bring the same object [v1]', () => {
  const binding = (account: string): string =>
    `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: shared-role}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: ServiceAccount, name: ${account}, namespace: default}]\n`;
  const twice = [
    { name: '01-setup.yaml', text: binding('setup') },
    { name: '02-demo.yaml', text: binding('demo') },
  ];
  expect(() => buildBundle(twice, { name: 'test', version: '1', catalogue: [] })).toThrow(
    expect.objectContaining({
      code: 'MLA-KUBEFLOW-005',
      message: expect.stringContaining('shared-role') as string,
    }) as Error,
  );
  for (const plan of plans) {
    const identities = plan.objects.map(({ type, key }) => [type.group, key.kind, key.namespace, key.name].join(' '));
    expect(new Set(identities).size).toBe(identities.length);
  }
});

test('a plan needs only the bundle, and opens no connection [v1]', async () => {
  const connect = vi.spyOn(Socket.prototype, 'connect');
  try {
    // What is looked at sees a request.
    await fetch('http://127.0.0.1:59999').catch(() => undefined);
    expect(connect).toHaveBeenCalled();
    connect.mockClear();
    const bundle = buildBundle(
      [{ name: '01-part.yaml', text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\n' }],
      { name: 'test', version: '1', catalogue: [] },
    );
    const release = loadRelease(bundle);
    expect(
      makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: {} }).release.digest,
    ).toBe(release.digest);
    expect(
      makePlan({
        release: await loadSampleRelease(),
        components: 'all',
        installation: { name: 'demo' },
        parameters: {},
      }).objects.length,
    ).toBeGreaterThan(10);
    expect(connect).not.toHaveBeenCalled();
  } finally {
    connect.mockRestore();
  }
});

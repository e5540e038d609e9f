import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { releaseOf } from '../testing/releases.fixture.ts';

const planOf = (component: string, text: string, version = '26.03.1'): Plan =>
  makePlan({
    release: releaseOf(text, component, { name: 'kubeflow', version }),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });

const sent = (plan: Plan, name: string): KubernetesObject => {
  const found = plan.objects.find((object) => object.key.name === name);
  return JSON.parse(found?.body ?? '{}') as KubernetesObject;
};

const definition = (annotation: string): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: jobsets.jobset.x-k8s.io
  annotations: {other: kept, cert-manager.io/inject-ca-from: ${annotation}}
spec:
  group: jobset.x-k8s.io
  scope: Namespaced
  names: {kind: JobSet, plural: jobsets}
  versions: [{name: v1alpha2, served: true, storage: true}]
`;

const deployment = (options: { name: string; namespace: string; image: string }): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${options.namespace}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${options.name}, namespace: ${options.namespace}}
spec:
  template:
    spec:
      initContainers: [{name: first, image: ${options.image}}]
      containers: [{name: main, image: example.org/main:1}]
`;

const initImage = (object: KubernetesObject): string | undefined =>
  (object['spec'] as { template: { spec: { initContainers: { image: string }[] } } }).template.spec.initContainers[0]
    ?.image;

describe('JobSet’s unfilled annotation', () => {
  test('is removed, and nothing else', () => {
    const plan = planOf('trainer', definition('$(CERTIFICATE_NAMESPACE)/$(CERTIFICATE_NAME)'));
    const annotations = sent(plan, 'jobsets.jobset.x-k8s.io').metadata.annotations ?? {};
    expect(Object.keys(annotations).sort()).toEqual(['mlanywhere.dev/hash', 'mlanywhere.dev/release', 'other']);
    expect(plan.patches.map((patch) => patch.what)).toEqual(['unfilled annotation removed']);
    expect(plan.notes).toEqual([]);
  });

  test('is reported when it is gone', () => {
    const plan = planOf('trainer', definition('kubeflow-system/real'));
    expect(sent(plan, 'jobsets.jobset.x-k8s.io').metadata.annotations).toMatchObject({
      'cert-manager.io/inject-ca-from': 'kubeflow-system/real',
    });
    expect(plan.notes).toEqual([
      'The JobSet definition no longer has the unfilled annotation that MLAnywhere removes: upstream seems to have fixed it.',
    ]);
  });
});

describe('the untagged busybox image', () => {
  test('gets a tag', () => {
    const plan = planOf(
      'model-catalog',
      deployment({ name: 'model-catalog-server', namespace: 'kubeflow', image: 'busybox' }),
    );
    expect(initImage(sent(plan, 'model-catalog-server'))).toBe('busybox:1.37.0');
  });

  test('is left alone when it has one, and that is reported', () => {
    const plan = planOf(
      'model-catalog',
      deployment({ name: 'model-catalog-server', namespace: 'kubeflow', image: 'busybox:1.36' }),
    );
    expect(initImage(sent(plan, 'model-catalog-server'))).toBe('busybox:1.36');
    expect(plan.notes).toHaveLength(1);
  });
});

test('JobSet’s image is taken from the registry of releases', () => {
  const image = 'us-central1-docker.pkg.dev/k8s-staging-images/jobset/jobset:v0.10.1';
  const objects = deployment({ name: 'jobset-controller-manager', namespace: 'kubeflow-system', image });
  const imageIn = (version: string): string | undefined =>
    initImage(sent(planOf('jobset', objects, version), 'jobset-controller-manager'));
  expect(imageIn('26.03')).toBe('registry.k8s.io/jobset/jobset:v0.10.1');
  // The release after it names the right one itself, and says so where the patch is asked for.
  expect(imageIn('26.03.1')).toBe(image);
  const { notes } = makePlan({
    release: releaseOf(objects, 'jobset', { name: 'kubeflow', version: '26.03.1' }),
    components: 'all',
    installation: { name: 'demo' },
    parameters: { patches: { enable: ['jobset-image'], disable: [] } },
  });
  expect(notes).toEqual(['The patch jobset-image is switched on and finds nothing to change.']);
});

test('a namespace is taken out of cluster-wide objects, and left in the others', () => {
  const role = (kind: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: {name: a, namespace: default}
`;
  const plan = planOf('roles', `${role('ClusterRole')}---${role('Role')}`);
  expect(plan.objects.map((object) => object.key.namespace)).toEqual([undefined, 'default']);
  expect(plan.objects.map((object) => (JSON.parse(object.body) as KubernetesObject).metadata.namespace)).toEqual([
    undefined,
    'default',
  ]);
  expect(plan.patches).toHaveLength(1);
});

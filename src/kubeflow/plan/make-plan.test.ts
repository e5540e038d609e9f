import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChosenComponents } from '../../installation/components/chosen-components.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import type { Release } from '../release/release.ts';
import { kubeflowVersions, loadTestRelease, releaseOf } from '../testing/releases.fixture.ts';
import { walkPlan } from '../testing/walk-plan.fixture.ts';
import { describePlan } from './describe-plan.ts';
import { makePlan } from './make-plan.ts';
import type { Plan, PlannedObject } from './plan.ts';

const planOf = (release: Release, components: ChosenComponents = 'all'): Plan =>
  makePlan({ release, components, installation: { name: 'demo' }, parameters: {} });

interface WithTemplate {
  readonly spec: {
    readonly template: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };
  };
}

const find = (plan: Plan, text: string): PlannedObject => {
  const found = plan.objects.find((object) => keyText(object.key) === text);
  if (found === undefined) throw new Error(`${text} is not in the plan`);
  return found;
};

describe.each(['sample', ...kubeflowVersions])('any choice of components of %s', (version) => {
  let release: Release;
  beforeAll(async () => {
    release = await loadTestRelease(version);
  });

  test('can be installed to the last object', () => {
    const names = release.components.map((component) => component.name);
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), (chosen) => {
        const plan = planOf(release, chosen);
        expect(walkPlan(plan)).toHaveLength(plan.objects.length);
        expect(plan.components.filter((component) => component.chosen).map((component) => component.name)).toEqual(
          names.filter((name) => chosen.includes(name)),
        );
      }),
      { numRuns: version === 'sample' ? 100 : 15 },
    );
  });

  test('has every namespace, kind, account and mounted secret within reach, and a reason for each component that was added', () => {
    const names = release.components.map((component) => component.name);
    for (const name of names) {
      const plan = planOf(release, [name]);
      expect(plan.gates.filter((gate) => gate.openers.length === 0)).toEqual([]);
      for (const component of plan.components)
        expect(component.chosen || component.because.length > 0, `${component.name} for ${name}`).toBe(true);
    }
  });

  test('waits only for what comes in an earlier wave', () => {
    const plan = planOf(release);
    const gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
    for (const object of plan.objects) {
      const before = [...object.after, ...object.gates.flatMap((id) => gates.get(id)?.openers ?? [])];
      for (const position of before) expect(plan.objects[position]?.wave).toBeLessThan(object.wave);
    }
  });

  test('is planned the same way twice', () => {
    expect(planOf(release)).toEqual(planOf(release));
  });
});

describe('the plan of the sample release', () => {
  let plan: Plan;
  beforeAll(async () => {
    plan = planOf(await loadTestRelease('sample'));
  });

  test('has a gate of every kind but one that only Kubeflow needs', () => {
    expect(new Set(plan.gates.map((gate) => gate.kind))).toEqual(
      new Set(['kind-discoverable', 'webhook-ready', 'namespace-active', 'secret-present']),
    );
  });

  test('makes a certificate wait for the webhook that checks it', () => {
    expect(find(plan, 'Certificate.sample.mlanywhere.dev sample-system/pod-presets').gates).toEqual([
      'kind Certificate sample.mlanywhere.dev/v1',
      'webhook sample-system/certificate-issuer (ValidatingWebhookConfiguration.admissionregistration.k8s.io sample-certificate-checks)',
    ]);
  });

  test('makes a workload wait for the secret a certificate is written to', () => {
    expect(find(plan, 'Deployment.apps sample-system/pod-presets').gates).toEqual([
      'secret sample-system/pod-presets-certificate',
    ]);
  });

  test('makes pods wait for the webhook that completes them, in its namespaces only', () => {
    const gate =
      'webhook sample-system/pod-presets (MutatingWebhookConfiguration.admissionregistration.k8s.io sample-pod-presets)';
    expect(plan.objects.filter((object) => object.gates.includes(gate)).map((object) => object.key.name)).toEqual([
      'notebook-page',
      'history-database',
      'history-recorder',
    ]);
  });

  test('makes an object in an older version wait for the conversion of its kind', () => {
    expect(find(plan, 'Workspace.sample.mlanywhere.dev first-user').gates).toContain(
      'webhook sample-system/workspace-controller (CustomResourceDefinition.apiextensions.k8s.io workspaces.sample.mlanywhere.dev)',
    );
  });

  test('makes objects wait for a namespace that a controller makes', () => {
    expect(plan.gates.find((gate) => gate.kind === 'namespace-active')).toMatchObject({
      namespace: 'sample-first-user',
      openedBy: 'Workspace.sample.mlanywhere.dev first-user, Deployment.apps sample-system/workspace-controller',
    });
    expect(find(plan, 'ConfigMap sample-first-user/first-steps').gates).toEqual(['namespace sample-first-user']);
  });

  test('names all that opens an injected CA bundle', () => {
    const gate = plan.gates.find((candidate) => candidate.id.includes('sample-pod-presets'));
    expect(gate?.openers.map((position) => plan.objects[position]?.key.kind)).toEqual([
      'MutatingWebhookConfiguration',
      'Service',
      'Deployment',
      'Certificate',
      'Deployment',
    ]);
  });

  test('begins with the longest chain', () => {
    const [first] = [...plan.objects].sort((left, right) => right.priority - left.priority);
    expect(first?.key).toMatchObject({
      kind: 'CustomResourceDefinition',
      name: 'certificates.sample.mlanywhere.dev',
    });
  });

  test('counts pods, images, requests and claims', () => {
    expect(plan.totals).toMatchObject({
      objects: 47,
      customResourceDefinitions: 2,
      workloads: 8,
      pods: 9,
      hiddenImages: [
        'sample.mlanywhere.dev/file-mirror:1.0.0',
        'sample.mlanywhere.dev/notebook-pytorch:1.0.0',
        'sample.mlanywhere.dev/notebook-scipy:1.0.0',
      ],
      requests: { cpuMillicores: 170, memoryMiB: 224, undeclared: 5 },
      claims: { count: 2, gibibytes: 3 },
    });
  });

  test('marks every object with installation, component, release and hash', () => {
    const { body, hash } = find(plan, 'Namespace sample-system');
    expect(JSON.parse(body)).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'sample-system',
        annotations: { 'mlanywhere.dev/hash': hash, 'mlanywhere.dev/release': `sample ${plan.release.version}` },
        labels: { 'mlanywhere.dev/installation': 'demo', 'mlanywhere.dev/component': 'namespaces' },
      },
    });
  });

  test('takes along what one component needs, and says why', async () => {
    const chosen = planOf(await loadTestRelease('sample'), ['samples']);
    expect(chosen.components.map((component) => component.name)).toEqual([
      'namespaces',
      'certificates',
      'workspaces',
      'user-workspace',
      'samples',
    ]);
    expect(chosen.components.find((component) => component.name === 'user-workspace')?.because).toEqual([
      'samples needs the namespace sample-first-user (Workspace.sample.mlanywhere.dev first-user)',
    ]);
  });

  test('has login and notebooks in the light choice, with what they require and nothing else', async () => {
    const light = planOf(await loadTestRelease('sample'), 'light');
    expect(light.components.flatMap(({ name, chosen }) => (chosen ? [name] : []))).toEqual([
      'workspaces',
      'login',
      'notebooks',
      'user-workspace',
    ]);
    expect(light.components.map(({ name }) => name)).not.toContain('history');
  });

  test('says of each component what its pods declare, and the sum is that of the whole', () => {
    const sum = (of: 'memoryMiB' | 'undeclared'): number =>
      plan.components.reduce((total, { requests }) => total + requests[of], 0);
    expect(plan.components.find(({ name }) => name === 'notebooks')?.requests).toEqual({
      cpuMillicores: 100,
      memoryMiB: 128,
      undeclared: 0,
    });
    expect(sum('memoryMiB')).toBe(plan.totals.requests.memoryMiB);
    expect(sum('undeclared')).toBe(plan.totals.requests.undeclared);
  });

  test('refuses a component that the release does not have', async () => {
    const release = await loadTestRelease('sample');
    expect(() => planOf(release, ['katib'])).toThrow(
      /sample 1.0.0 has no component katib. Available: namespaces, certificates/,
    );
  });

  test('is described without anything secret', async () => {
    const release = await loadTestRelease('sample');
    const described = JSON.stringify(describePlan(planOf(release)));
    expect(described).not.toContain('sample-makes-perfect');
    expect(described).toContain('Certificate.sample.mlanywhere.dev sample-system/pod-presets');
  });
});

describe.runIf(kubeflowVersions.includes('26.03.1'))('the plan of Kubeflow 26.03.1', () => {
  test('declares a third of the memory in the light choice, and no volume', async () => {
    const release = await loadTestRelease('26.03.1');
    const [light, all] = [planOf(release, 'light'), planOf(release)];
    expect(light.components.flatMap(({ name, chosen }) => (chosen ? [name] : []))).toEqual([
      'oauth2-proxy',
      'dex',
      'dashboard',
      'notebooks',
      'user-profile',
    ]);
    expect(light.totals.requests.memoryMiB).toBeLessThan(all.totals.requests.memoryMiB / 3);
    expect(light.totals.claims.count).toBe(0);
  });

  let plan: Plan;
  beforeAll(async () => {
    plan = planOf(await loadTestRelease('26.03.1'));
  });

  const guardedBy = (start: string): PlannedObject[] => {
    const ids = plan.gates.filter((gate) => gate.id.startsWith(start)).map((gate) => gate.id);
    return plan.objects.filter((object) => object.gates.some((id) => ids.includes(id)));
  };

  test('counts as measured on the real objects', () => {
    expect(plan.totals).toMatchObject({
      objects: 727,
      customResourceDefinitions: 79,
      workloads: 56,
      pods: 58,
      claims: { count: 5, gibibytes: 65 },
    });
    expect(plan.totals.images).toHaveLength(58);
    expect(plan.totals.requests).toMatchObject({ cpuMillicores: 3522, memoryMiB: 9210 });
  });

  test.each([
    ['webhook cert-manager/cert-manager-webhook', 13],
    ['webhook kubeflow/kserve-webhook-server-service', 12],
    ['webhook kubeflow-system/kubeflow-trainer-controller-manager', 8],
    ['webhook knative-serving/webhook', 1],
    ['webhook istio-system/istiod', 36],
    ['namespace kubeflow-user-example-com', 18],
  ])('%s holds back %i objects', (gate, count) => {
    expect(guardedBy(gate)).toHaveLength(count);
  });

  test('has seven secrets that only cert-manager writes', () => {
    expect(plan.gates.filter((gate) => gate.kind === 'secret-present')).toHaveLength(7);
  });

  test('finds the images that no pod template names', () => {
    const hidden = plan.totals.hiddenImages.join('\n');
    for (const image of [
      'quay.io/argoproj/argoexec:v3.7.3',
      'ghcr.io/kubeflow/kfp-driver:2.16.1',
      'ghcr.io/kubeflow/kfp-launcher:2.16.1',
      'notebook-servers/jupyter-scipy:v1.11.0',
      'kserve/sklearnserver:v0.18.0',
      'kserve/storage-initializer:v0.18.0',
      'serving/cmd/queue@sha256:',
      'ghcr.io/kubeflow/trainer/torchtune-trainer:v2.2.0',
      'nvcr.io/nvidia/tritonserver:23.05-py3',
      'ghcr.io/containerd/busybox',
    ]) {
      expect(hidden).toContain(image);
    }
  });

  test('has nothing to wait for itself', () => {
    expect(plan.notes).toEqual([]);
  });

  test('gives every object the random installation name and no other change than its patches and the digest of the configuration that its pods read', async () => {
    const name = `i${randomBytes(4).toString('hex')}`;
    const release = await loadTestRelease('26.03.1');
    const { objects, patches } = makePlan({ release, components: 'all', installation: { name }, parameters: {} });
    const patched = new Set(patches.map((patch) => keyText(patch.object)));
    const released = new Map(release.objects.map((object) => [keyText(object.key), object]));
    const digests: string[] = [];
    for (const object of objects) {
      const original = released.get(keyText(object.key));
      expect(object.body).toContain(`"mlanywhere.dev/installation":"${name}"`);
      if (patched.has(keyText(object.key)) || object.hash === original?.hash) continue;
      const { spec } = JSON.parse(object.body) as WithTemplate;
      const { 'mlanywhere.dev/configuration': digest = '', ...annotations } = spec.template.metadata.annotations ?? {};
      const { spec: before } = original?.object as unknown as WithTemplate;
      digests.push(digest);
      expect({ ...spec, template: { ...spec.template, metadata: { ...spec.template.metadata, annotations } } }).toEqual(
        {
          ...before,
          template: {
            ...before.template,
            metadata: { ...before.template.metadata, annotations: before.template.metadata.annotations ?? {} },
          },
        },
      );
    }
    expect(digests).toHaveLength(35);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

test.each(kubeflowVersions)(
  'whoever chooses Notebooks of %s gets what a notebook needs to be used: start page, login and a namespace of their own, with the reason',
  async (version) => {
    const { components } = planOf(await loadTestRelease(version), ['notebooks']);
    const because = Object.fromEntries(components.map((component) => [component.name, component.because]));
    expect(Object.keys(because)).toEqual(expect.arrayContaining(['dashboard', 'user-profile', 'dex', 'oauth2-proxy']));
    expect(because['user-profile']).toContain('notebooks needs a namespace to make notebooks in');
    expect(because['dashboard']?.join()).toMatch(/notebooks needs/);
  },
);

test('an object in a version that Kubernetes no longer serves is refused by name [v1]', () => {
  const planOf = (apiVersion: string): Plan => {
    const text = `apiVersion: ${apiVersion}\nkind: Deployment\nmetadata: {name: wizard, namespace: default}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}]}}}\n`;
    return makePlan({ release: releaseOf(text), components: 'all', installation: { name: 'demo' }, parameters: {} });
  };
  for (const gone of ['extensions/v1beta1', 'apps/v1beta1', 'apps/v1beta2'])
    expect(() => planOf(gone)).toThrow(
      new RegExp(`no built-in API of Kubernetes serves the kind of \\S+ default/wizard \\(${gone}\\)`),
    );
  expect(planOf('apps/v1').objects).toHaveLength(1);
});

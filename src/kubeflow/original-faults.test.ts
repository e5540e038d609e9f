import { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { readiness } from '../kubernetes/readiness/readiness.ts';
import type { KubernetesObject } from '../kubernetes/objects/object.ts';
import { WaitExplainer } from './install/gates/explain-waits.ts';
import { ReadinessTracker } from './install/readiness-tracker.ts';
import { Schedule } from './install/schedule.ts';
import { positionOf, samplePlan, sendAllBut } from './install/testing/plans.fixture.ts';
import { seenObjects } from './install/testing/seen-objects.fixture.ts';
import { makePlan } from './plan/make-plan.ts';
import type { Plan } from './plan/plan.ts';
import { loadSampleRelease } from './sample/sample-release.ts';
import { buildBundle } from './release/build-release.ts';
import { loadRelease } from './release/load-release.ts';
import { kubeflowVersions, loadTestRelease, releaseOf } from './testing/releases.fixture.ts';

/** One test for each fault of the first MLAnywhere in how Kubeflow was put on a cluster, named after it. */

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

const deployment = (namespace: string, name: string, availableReplicas: number): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, generation: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas },
});

describe('security', () => {
  test('a pod in the cluster ran the setup as its administrator: here no pod of ours is in the cluster, and no account gets that role but upstream’s for profiles, which makes the users’ namespaces', async () => {
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
    expect(samplePlan.objects.map(({ key }) => key)).toEqual(
      expect.arrayContaining(release.objects.map(({ key }) => key)),
    );
    expect(samplePlan.objects).toHaveLength(release.objects.length);
  });

  test('pods ran images of the tag "test": here each has a version or a digest', () => {
    for (const {
      totals: { images },
    } of plans) {
      expect(images.length).toBeGreaterThan(5);
      expect(
        images.filter((image) => !/(:[^/:]+|@sha256:[0-9a-f]{64})$/.test(image) || /:(test|latest)$/.test(image)),
      ).toEqual([]);
    }
  });

  test('Kubeflow was published on a port of every node, without TLS or login: here no service in the plan is', () => {
    for (const plan of plans) {
      const services = objectsOf<{ spec: { type?: string } }>(plan, 'Service');
      expect(services.length).toBeGreaterThan(1);
      expect(services.filter(({ spec }) => spec.type === 'NodePort').map(({ metadata }) => metadata.name)).toEqual([]);
    }
  });

  test('Kubeflow reported its usage: here nothing in the plan does', () => {
    for (const plan of plans)
      expect(plan.objects.filter(({ body }) => /spartakus|usage-?report/i.test(body)).map(({ key }) => key)).toEqual(
        [],
      );
  });
});

describe('correctness', () => {
  test('the setup went on after an error: here what needs an object is not sent while that one is refused', () => {
    const schedule = new Schedule(samplePlan);
    const refused = positionOf(samplePlan, 'Namespace', 'sample-login');
    const sent: number[] = [];
    for (let position = schedule.next(); position !== undefined; position = schedule.next()) {
      sent.push(position);
      if (position !== refused) schedule.acknowledge(position);
    }
    const needing = samplePlan.objects.flatMap(({ after }, position) => (after.includes(refused) ? [position] : []));
    expect(needing.length).toBeGreaterThan(1);
    expect(sent.filter((position) => needing.includes(position))).toEqual([]);
    expect(schedule.finished).toBe(false);
  });

  test('"all pods are ready" waited for strangers: here only what was installed counts', () => {
    const view = seenObjects();
    const tracker = new ReadinessTracker({
      plan: samplePlan,
      view,
      installation: 'demo',
      onWritten: () => undefined,
    });
    const ready = tracker.tracked.map(({ planned }) => readyForm(planned.key));
    view.look([...ready, deployment('elsewhere', 'broken-for-years', 0), deployment('elsewhere', 'login', 0)]);
    tracker.update();
    expect(tracker.tracked.filter((one) => !one.ready).map(({ name, reason }) => `${name}: ${reason}`)).toEqual([]);
    expect(tracker.allReady).toBe(true);
    view.look([...ready.filter(({ metadata }) => metadata.name !== 'login'), deployment('sample-login', 'login', 0)]);
    tracker.update();
    expect(tracker.allReady).toBe(false);
  });

  test('an empty list counted as ready: here what the cluster does not show is not ready', () => {
    const tracker = new ReadinessTracker({
      plan: samplePlan,
      view: seenObjects(),
      installation: 'demo',
      onWritten: () => undefined,
    });
    tracker.update();
    expect(tracker.count()).toMatchObject({ ready: 0 });
    expect(tracker.allReady).toBe(false);
    expect(
      readiness({ apiVersion: 'kubeflow.org/v1', kind: 'Notebook', metadata: { name: 'n', namespace: 'u' } }),
    ).toMatchObject({ ready: false });
  });

  test('a wait that had lasted too long went on as if it had succeeded: here it is a warning and goes on waiting', () => {
    let time = Date.parse('2026-01-01T00:00:00Z');
    const view = seenObjects(deployment('sample-login', 'login', 0));
    const schedule = new Schedule(samplePlan);
    const tracker = new ReadinessTracker({
      plan: samplePlan,
      view,
      installation: 'demo',
      onWritten: () => undefined,
    });
    const explainer = new WaitExplainer({
      plan: samplePlan,
      schedule,
      view,
      limits: { gate: 10, workload: 100 },
      now: () => new Date(time),
    });
    const severities = (): string[] => {
      tracker.update();
      return explainer
        .waits({
          unready: tracker.tracked.filter(({ name, ready }) => !ready && name.endsWith('sample-login/login')),
          unsent: [],
          server: undefined,
        })
        .filter(({ what }) => what.endsWith('sample-login/login'))
        .map(({ severity }) => severity);
    };
    sendAllBut(samplePlan, schedule);
    expect(severities()).toEqual(['info']);
    time += 101_000;
    expect(severities()).toEqual(['warning']);
    expect(tracker.allReady).toBe(false);
  });

  test('a binding of the same name took the rights of another: here two components with the same object are refused', () => {
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

  test('an object was written in a version that the cluster no longer served: here the plan refuses it by name', () => {
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

  test('charts, tools and images were fetched from places that have closed since: here a release is one bundle with its digest, and planning fetches nothing', async () => {
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
});

/** An object of the sample release as a cluster shows it when it is ready. */
function readyForm({ apiVersion, kind, namespace, name }: Plan['objects'][number]['key']): KubernetesObject {
  const counts = {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
    readyReplicas: 1,
    desiredNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
  };
  const conditions = ['Complete', 'Available', 'Ready', 'Established', 'NamesAccepted'].map((type) => ({
    type,
    status: 'True',
  }));
  return {
    apiVersion,
    kind,
    metadata: { name, generation: 1, ...(namespace === undefined ? {} : { namespace }) },
    status: { ...counts, phase: kind === 'PersistentVolumeClaim' ? 'Bound' : 'Active', conditions },
  };
}

import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { readiness } from '../../kubernetes/readiness/readiness.ts';
import type { Plan } from '../plan/plan.ts';
import { ReadinessTracker } from './readiness-tracker.ts';
import { samplePlan } from './testing/plans.fixture.ts';
import { seenObjects } from './testing/seen-objects.fixture.ts';

const deployment = (namespace: string, name: string, availableReplicas: number): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace, generation: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas },
});

test('only what the plan installs counts as ready or not [v1]', () => {
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

test('an object that the cluster does not show is not ready [v1]', () => {
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

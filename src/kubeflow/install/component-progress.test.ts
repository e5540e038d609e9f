import { expect, test } from 'vitest';
import { ComponentProgress } from './component-progress.ts';
import { ReadinessTracker } from './readiness-tracker.ts';
import { Schedule } from './schedule.ts';
import { positionOf, samplePlan as plan, sendAllBut } from './testing/plans.fixture.ts';
import { seenObjects } from './testing/seen-objects.fixture.ts';

test('a component is ready when all of it is sent and all that can be ready is, and is told of once', () => {
  const view = seenObjects();
  const tracker = new ReadinessTracker({ plan, view, installation: 'demo', onWritten: () => undefined });
  const schedule = new Schedule(plan);
  const components = new ComponentProgress(plan, tracker.tracked);
  const news = (): string[] => components.newlyReady(schedule).map(({ name }) => name);
  expect(news()).toEqual([]);

  const lastOfLogin = positionOf(plan, 'Service', 'login');
  sendAllBut(plan, schedule, { objects: [lastOfLogin] });
  expect(news()).toEqual(['namespaces']);

  view.look([deployment('sample-login', 'login', 1)]);
  tracker.update();
  expect(news()).toEqual([]);
  schedule.acknowledge(lastOfLogin);
  expect(news()).toEqual(['login']);
  expect(news()).toEqual([]);
});

test('what is ready, is not any more, or is deleted, is told each time it changes', () => {
  const view = seenObjects();
  const tracker = new ReadinessTracker({ plan, view, installation: 'demo', onWritten: () => undefined });
  const position = positionOf(plan, 'Deployment', 'login');
  tracker.acknowledged(position, 2);
  expect([...view.observed]).toEqual(['Deployment']);
  const look = (...objects: ReturnType<typeof deployment>[]): [boolean, string][] => {
    view.look(objects);
    return tracker.update().map(({ ready, reason }) => [ready, reason]);
  };
  expect(look()).toEqual([]);
  expect(look(deployment('sample-login', 'login', 1, 1))).toEqual([]);
  expect(look(deployment('sample-login', 'login', 1, 2))).toEqual([[true, '1 of 1 replicas are available']]);
  expect(tracker.count()).toEqual({ workloads: 8, ready: 1 });
  expect(look(deployment('sample-login', 'login', 0, 2))).toEqual([[false, '0 of 1 replicas are available']]);
  expect(look(deployment('sample-login', 'login', 1, 3))).toEqual([[true, '1 of 1 replicas are available']]);
  expect(look()).toEqual([[false, matchingDeleted]]);
  expect(tracker.allReady).toBe(false);
});

const matchingDeleted = expect.stringContaining('someone has deleted it') as string;

function deployment(
  namespace: string,
  name: string,
  availableReplicas: number,
  generation = 1,
): {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; generation: number };
  status: object;
} {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, generation },
    status: { observedGeneration: generation, replicas: 1, updatedReplicas: 1, availableReplicas },
  };
}

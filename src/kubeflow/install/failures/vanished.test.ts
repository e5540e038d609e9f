import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { Schedule } from '../schedule.ts';
import { positionOf, samplePlan as plan, sendAllBut } from '../testing/plans.fixture.ts';
import { seenObjects, type ListedObjects } from '../testing/seen-objects.fixture.ts';
import { VanishedContainers } from './vanished.ts';

const namespace = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const definition = (name: string): KubernetesObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name },
});
const all = [
  ...['system', 'login', 'notebooks', 'first-user'].map((name) => namespace(`sample-${name}`)),
  definition('certificates.sample.mlanywhere.dev'),
  definition('workspaces.sample.mlanywhere.dev'),
];

function installed(): {
  schedule: Schedule;
  view: ListedObjects;
  containers: VanishedContainers;
  lose: (name: string) => void;
} {
  const schedule = new Schedule(plan);
  const view = seenObjects(...all);
  const containers = new VanishedContainers({ plan, schedule, view });
  sendAllBut(plan, schedule);
  expect(containers.look()).toEqual([]);
  return {
    schedule,
    view,
    containers,
    lose: (name) => view.look(all.filter(({ metadata }) => metadata.name !== name)),
  };
}

const namesOf = (positions: readonly number[]): string[] =>
  positions.map((position) => `${plan.objects[position]?.key.kind ?? ''} ${plan.objects[position]?.key.name ?? ''}`);

test('a namespace that is gone is sent again with everything in it, once', () => {
  const { schedule, containers, lose } = installed();
  lose('sample-login');
  const [vanished, ...others] = containers.look();
  expect(others).toEqual([]);
  const within = [...plan.objects.keys()].filter(
    (position) => plan.objects[position]?.key.namespace === 'sample-login',
  );
  expect(vanished).toMatchObject({ object: 'Namespace sample-login', contents: within.length });
  expect(vanished?.positions.toSorted((one, other) => one - other)).toEqual(
    [...within, positionOf(plan, 'Namespace', 'sample-login')].toSorted((one, other) => one - other),
  );
  schedule.takeBack(vanished?.positions ?? []);
  expect(containers.look()).toEqual([]);
});

test('a definition that is gone is sent again with the objects of its kind', () => {
  const { containers, lose } = installed();
  lose('workspaces.sample.mlanywhere.dev');
  expect(containers.look().map(({ object, positions }) => [object, namesOf(positions)])).toEqual([
    [
      'CustomResourceDefinition.apiextensions.k8s.io workspaces.sample.mlanywhere.dev',
      ['CustomResourceDefinition workspaces.sample.mlanywhere.dev', 'Workspace first-user'],
    ],
  ]);
});

test('a namespace that a controller makes is waited for again, and what was in it sent again', () => {
  const { containers, lose } = installed();
  lose('sample-first-user');
  expect(containers.look()).toMatchObject([
    { object: 'Namespace sample-first-user', closing: ['namespace sample-first-user'] },
  ]);
});

test('what was never seen has not vanished', () => {
  const schedule = new Schedule(plan);
  const containers = new VanishedContainers({ plan, schedule, view: seenObjects() });
  sendAllBut(plan, schedule);
  expect(containers.look()).toEqual([]);
});

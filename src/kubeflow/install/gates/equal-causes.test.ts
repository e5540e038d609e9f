import { expect, test } from 'vitest';
import type { WaitView } from '../../../api/run.ts';
import { joinEqualCauses } from './equal-causes.ts';

const quota = 'Its pods cannot be created: the quota team is used up.';
const wait = (name: string, why: string, more: Partial<WaitView> = {}): WaitView => ({
  what: `Deployment.apps kubeflow/${name}`,
  component: name,
  since: `2026-01-01T00:00:0${name.length}.000Z`,
  why,
  severity: 'warning',
  ...more,
});

test('many workloads with one cause are one row, since the first of them, told once however many they are', () => {
  const all = [wait('four', quota), wait('one', quota), wait('three', quota), wait('eleven', quota)];
  expect(joinEqualCauses(all)).toEqual([
    {
      cause: quota,
      oldest: 'Deployment.apps kubeflow/one',
      wait: {
        what: '4 workloads: kubeflow/four, kubeflow/one, kubeflow/three and 1 more',
        since: '2026-01-01T00:00:03.000Z',
        why: quota,
        severity: 'warning',
      },
    },
  ]);
  expect(joinEqualCauses(all.slice(1))).toMatchObject([{ cause: quota }]);
});

test('a component keeps its row when all of them are its own', () => {
  expect(joinEqualCauses(['a', 'b', 'c'].map((name) => wait(name, quota, { component: 'katib' })))).toMatchObject([
    { wait: { component: 'katib' } },
  ]);
});

test.each([
  ['two with one cause', [wait('a', quota), wait('b', quota)]],
  ['different causes', [wait('a', 'x'), wait('b', 'y'), wait('c', 'z')]],
  ['what is only on its way', ['a', 'b', 'c'].map((name) => wait(name, '0 of 1 replicas are available'))],
  [
    'what waits for a controller',
    ['a', 'b', 'c'].map((name) => ({
      ...wait(name, 'it has no volume yet'),
      what: `PersistentVolumeClaim kubeflow/${name}`,
    })),
  ],
])('%s stay rows of their own', (_, waits) => {
  expect(joinEqualCauses(waits)).toEqual(waits.map((one) => ({ wait: one, cause: one.what, oldest: one.what })));
});

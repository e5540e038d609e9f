import { expect, test } from 'vitest';
import { describePlan } from '../../../../src/kubeflow/plan/describe-plan.ts';
import { makePlan } from '../../../../src/kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../../../src/kubeflow/sample/sample-release.ts';
import { drawWaves } from './wave-columns.ts';

const plan = describePlan(
  makePlan({ release: await loadSampleRelease(), components: 'all', installation: { name: 'demo' }, parameters: {} }),
);
const columns = drawWaves(plan);

test('every object of the plan is in one column, under its component', () => {
  const sums = new Map<string, number>();
  for (const { components } of columns)
    for (const { name, objects } of components) sums.set(name, (sums.get(name) ?? 0) + objects);
  expect(sums).toEqual(new Map(plan.components.map(({ name, objects }) => [name, objects])));
  expect(columns.map(({ objects }) => objects)).toEqual(plan.waves.map(({ objects }) => objects.length));
});

test('every gate appears once, before the first wave that waits for it; nothing comes before the first wave', () => {
  expect(columns.flatMap(({ gates }) => gates).sort()).toEqual(plan.gates.map(({ id }) => id).sort());
  expect(columns[0]?.gates).toEqual([]);
});

import { expect, test } from 'vitest';
import { compareKindVersions } from './version-order.ts';

test('versions of kinds have the order that Kubernetes gives them', () => {
  const ordered = ['v11alpha2', 'v12alpha1', 'v3beta1', 'v10beta3', 'v11beta2', 'v1', 'v2', 'v10'];
  const shuffled = ordered.toReversed();
  expect(shuffled.toSorted((one, other) => compareKindVersions(one, other) ?? 0)).toEqual(ordered);
  expect(compareKindVersions('foo1', 'v1')).toBeUndefined();
});

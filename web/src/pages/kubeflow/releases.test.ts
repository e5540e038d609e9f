import { expect, test } from 'vitest';
import { findRelease, firstRelease, newestFirst } from './releases.ts';

const sample = { name: 'sample', version: '1.0.0' };
const old = { name: 'kubeflow', version: '26.03' };
const newer = { name: 'kubeflow', version: '26.03.1' };

test('Kubeflow comes before the sample, the newest first', () => {
  expect(newestFirst([sample, old, newer])).toEqual([newer, old, sample]);
});

test.each([
  ['26.03', old],
  ['26.03.1@sha256:ab', newer],
  ['kubeflow 26.03', old],
  ['kubeflow', newer],
  ['sample', sample],
  ['sample@1.0.0', sample],
])('%s names a release', (named, release) => {
  expect(findRelease([sample, old, newer], named)).toBe(release);
});

test('a release that is not there is not taken for another one', () => {
  expect(findRelease([sample], '26.03.1')).toBeUndefined();
  expect(findRelease([old], 'sample')).toBeUndefined();
});

test('a new installation begins with the newest Kubeflow, and never with the sample unless it is told so', () => {
  expect(firstRelease([sample, old, newer], '26.03.1')).toBe('26.03.1');
  expect(firstRelease([sample, old], 'sample')).toBe('26.03');
  expect(firstRelease([sample], '26.03.1')).toBe('26.03.1');
  expect(firstRelease([], 'sample')).toBe('sample');
});

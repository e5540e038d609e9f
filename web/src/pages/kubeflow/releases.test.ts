import { expect, test } from 'vitest';
import { findRelease, firstRelease, newestFirst } from './releases.ts';

const practice = { name: 'practice', version: '1.0.0' };
const old = { name: 'kubeflow', version: '26.03' };
const newer = { name: 'kubeflow', version: '26.03.1' };

test('Kubeflow stands before the sample, the newest first', () => {
  expect(newestFirst([practice, old, newer])).toEqual([newer, old, practice]);
});

test.each([
  ['26.03', old],
  ['26.03.1@sha256:ab', newer],
  ['kubeflow 26.03', old],
  ['kubeflow', newer],
  ['practice', practice],
  ['practice@1.0.0', practice],
])('%s names a release', (named, release) => {
  expect(findRelease([practice, old, newer], named)).toBe(release);
});

test('a release that is not there is not taken for another one', () => {
  expect(findRelease([practice], '26.03.1')).toBeUndefined();
  expect(findRelease([old], 'practice')).toBeUndefined();
});

test('a new installation begins with the newest Kubeflow, and never with the sample unless it is told so', () => {
  expect(firstRelease([practice, old, newer], '26.03.1')).toBe('26.03.1');
  expect(firstRelease([practice, old], 'practice')).toBe('26.03');
  expect(firstRelease([practice], '26.03.1')).toBe('26.03.1');
  expect(firstRelease([], 'practice')).toBe('practice');
});

import { expect, test } from 'vitest';
import { nameOfChosenRelease, nameOfRelease, sayChosenRelease, sayRelease } from './say-release.ts';

test.each([
  ['26.03.1', 'Kubeflow'],
  [`26.03.1@sha256:${'a'.repeat(64)}`, 'Kubeflow'],
  ['kubeflow 26.03.1', 'Kubeflow'],
  ['kubeflow@26.03.1', 'Kubeflow'],
  ['acme-ml 2.0', 'Acme-ml'],
  ['acme-ml', 'Acme-ml'],
  ['sample', 'the sample'],
  ['sample 1.0.0', 'the sample'],
])('%s is called %s', (chosen, name) => expect(nameOfChosenRelease(chosen)).toBe(name));

test.each([
  ['26.03.1', 'Kubeflow 26.03.1'],
  ['acme-ml 2.0', 'Acme-ml 2.0'],
  ['sample', 'Sample release (not Kubeflow)'],
])('%s is shown as %s', (chosen, text) => expect(sayChosenRelease(chosen)).toBe(text));

test('a release is named with its version, and without', () => {
  expect(sayRelease({ name: 'acme-ml', version: '2.0' })).toBe('Acme-ml 2.0');
  expect(nameOfRelease('kubeflow')).toBe('Kubeflow');
});

import { expect, test } from 'vitest';
import { fitOf } from './kubernetes-window.ts';

test.each([
  ['v1.33.9', 'too-old'],
  ['1.17.6', 'too-old'],
  ['v1.9.0', 'too-old'],
  ['v1.34.0-rc.1', 'fits'],
  ['v1.35.2-gke.100', 'fits'],
  ['1.36.3', 'fits'],
  ['v1.36', 'fits'],
  ['v1.37.0', 'newer'],
  ['v1.100.0', 'newer'],
  ['v2.0.0', 'unknown'],
  ['v0.0.0-master', 'unknown'],
  ['something', 'unknown'],
])('Kubernetes %s against 1.34 to 1.36: %s', (version, fit) => {
  expect(fitOf(version, { lowest: '1.34', highest: '1.36' })).toBe(fit);
});

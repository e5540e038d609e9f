import { expect, test } from 'vitest';
import { findNodeForNpm, leavesPackagesOut } from './node-for-npm.mjs';

test.each([
  ['18.20.4', true],
  ['20.18.3', true],
  ['20.19.0', false],
  ['21.7.3', true],
  ['22.11.0', true],
  ['22.12.0', false],
  ['24.0.0', false],
])('npm on Node %s leaves packages out: %s', (version, expected) => {
  expect(leavesPackagesOut(version)).toBe(expected);
});

test('on a Node that is new enough, npm runs on it', async () => {
  expect(await findNodeForNpm({ lockText: '{}', env: {}, say: () => undefined })).toBeUndefined();
});

import { expect, test } from 'vitest';
import type { RunView } from '../../../src/api/run.ts';
import { isLive } from './queries.ts';

test.each([
  ['queued', true],
  ['running', true],
  ['paused', true],
  ['succeeded', false],
  ['failed', false],
  ['cancelled', false],
  ['unknown', false],
] as const)('a run that is %s is live: %s', (state, live) => {
  expect(isLive({ state } as RunView)).toBe(live);
});

import { expect, test } from 'vitest';
import { Settling, settlingTime } from './settling.ts';
import { gateOf, samplePlan } from '../testing/plans.fixture.ts';

test('a webhook counts as ready once it has been seen so for a moment without a break', () => {
  const looks: number[] = [];
  const settling = new Settling((milliseconds) => void looks.push(milliseconds));
  const gate = gateOf(samplePlan, 'webhook sample-system/pod-presets');
  const time = settlingTime(gate);
  expect(settling.hasSettled(gate, true, 1000)).toBe(false);
  expect(settling.hasSettled(gate, true, 1000 + time - 1)).toBe(false);
  expect(settling.hasSettled(gate, false, 1000 + time)).toBe(false);
  expect(settling.hasSettled(gate, true, 1001 + time)).toBe(false);
  expect(settling.hasSettled(gate, true, 1001 + 2 * time)).toBe(true);
  expect(looks).toEqual([time, time]);
});

test('what watchers see of namespaces and secrets holds at once', () => {
  const settling = new Settling(() => undefined);
  for (const beginning of ['namespace ', 'secret '])
    expect(settling.hasSettled(gateOf(samplePlan, beginning), true, 0)).toBe(true);
});

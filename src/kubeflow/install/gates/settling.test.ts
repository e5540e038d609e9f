import { expect, test } from 'vitest';
import { Settling, settlingTime } from './settling.ts';
import { gateOf, samplePlan } from '../testing/plans.fixture.ts';

test('a webhook counts as ready once it has been seen so for a moment without a break', () => {
  const looks: number[] = [];
  const settling = new Settling((milliseconds, fired) => {
    looks.push(milliseconds);
    fired();
  });
  const gate = gateOf(samplePlan, 'webhook sample-system/pod-presets');
  const time = settlingTime(gate);
  expect(settling.hasSettled(gate, true, 1000)).toBe(false);
  expect(settling.hasSettled(gate, true, 1000 + time - 1)).toBe(false);
  expect(settling.hasSettled(gate, false, 1000 + time)).toBe(false);
  expect(settling.hasSettled(gate, true, 1001 + time)).toBe(false);
  expect(settling.hasSettled(gate, true, 1001 + 2 * time)).toBe(true);
  expect(looks).toEqual([time, 1, time]);
});

test('a look that comes too early asks for another one, and one that is still to come is not asked for twice', () => {
  const looks: { after: number; fired: () => void }[] = [];
  const settling = new Settling((after, fired) => void looks.push({ after, fired }));
  const gate = gateOf(samplePlan, 'webhook sample-system/pod-presets');
  const time = settlingTime(gate);
  settling.hasSettled(gate, true, 0);
  settling.hasSettled(gate, true, 50);
  expect(looks).toMatchObject([{ after: time }]);
  looks[0]?.fired();
  expect(settling.hasSettled(gate, true, time - 20)).toBe(false);
  expect(looks).toMatchObject([{ after: time }, { after: 20 }]);
});

test('what watchers see of namespaces and secrets holds at once', () => {
  const settling = new Settling(() => undefined);
  for (const beginning of ['namespace ', 'secret '])
    expect(settling.hasSettled(gateOf(samplePlan, beginning), true, 0)).toBe(true);
});

import { describe, expect, test } from 'vitest';
import type { RunEvent, RunView } from '../../../../../src/api/run.ts';
import { chooseTicks, drawTime } from './time-bars.ts';

const began = Date.parse('2026-05-01T12:00:00Z');
const at = (seconds: number) => new Date(began + seconds * 1000).toISOString();
const component = (name: string, more: object) => ({
  name,
  title: name,
  state: 'running',
  objects: { applied: 1, total: 2 },
  workloads: { ready: 0, total: 1 },
  waiting: [],
  ...more,
});
const run = (components: object[], more: object = {}) => ({ components, ...more }) as unknown as RunView;
const gate = (name: string, seconds: number, component?: string) =>
  ({
    id: 1,
    type: 'gate.opened',
    time: at(seconds),
    severity: 'debug',
    message: name,
    data: { gate: name, seconds: 2 },
    ...(component !== undefined && { component }),
  }) as unknown as RunEvent;

describe('the picture of where the time went', () => {
  test('is empty before the first component began', () => {
    expect(drawTime(run([component('dex', {})]), [], began)).toEqual({ bars: [], gates: [], length: 0 });
  });

  test('has a bar from first object to last ready pod, in the order of their beginnings; a running one ends now', () => {
    const { bars, length } = drawTime(
      run([
        component('dex', { startedAt: at(4) }),
        component('istio', { startedAt: at(0), endedAt: at(3), state: 'succeeded' }),
      ]),
      [],
      began + 10_000,
    );
    expect(bars.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['istio', 0, 3000],
      ['dex', 4000, 10_000],
    ]);
    expect(length).toBe(10_000);
  });

  test('shows a gate at its component, and one of nobody beside them all', () => {
    const { bars, gates } = drawTime(
      run([component('istio', { startedAt: at(0), endedAt: at(3) })]),
      [gate('webhook', 2, 'istio'), gate('definitions', 1), gate('of someone unknown', 1, 'other')],
      began + 5000,
    );
    expect(bars[0]?.gates).toEqual([{ gate: 'webhook', seconds: 2, at: 2000 }]);
    expect(gates.map((mark) => mark.gate)).toEqual(['definitions', 'of someone unknown']);
  });
});

describe('the axis of the picture', () => {
  test.each([50, 700, 9000, 38_000, 61_000, 299_999, 1_600_000, 9_000_000, 200_000_000])(
    'has two to five round times within %d ms',
    (length) => {
      const ticks = chooseTicks(length);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThanOrEqual(length < 100 ? 1 : 2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(Math.max(...ticks)).toBeLessThanOrEqual(length);
    },
  );
});

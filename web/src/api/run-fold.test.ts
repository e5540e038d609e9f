import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/api/run.ts';
import { foldRun } from '../../../src/run-view/reduce-run.ts';
import { RunFold } from './run-fold.ts';

const header = { id: 'a-1', installation: 'a', kind: 'create', createdAt: '2026-05-01T12:00:00.000Z' } as const;
const event = (id: number, type: string, more: Partial<RunEvent> = {}): RunEvent => ({
  id,
  runId: 'a-1',
  time: `2026-05-01T12:00:${String(id).padStart(2, '0')}.000Z`,
  attempt: 1,
  type,
  severity: 'info',
  message: type,
  ...more,
});
const steps = [{ name: 'connect', phase: 'connect', title: 'Connect' }];
const events = [
  event(1, 'run.queued', { data: {} }),
  event(2, 'run.started', { data: { steps } }),
  event(3, 'step.started', { phase: 'connect', step: 'connect', data: {} }),
  event(4, 'log', { data: {} }),
  event(5, 'step.succeeded', { phase: 'connect', step: 'connect', data: { seconds: 2 } }),
  event(6, 'run.succeeded', { data: {} }),
];

describe('a run that is folded while its lines come in', () => {
  test('is at each line what the terminal shows at it', () => {
    const fold = new RunFold(header);
    for (let count = 0; count <= events.length; count += 1) {
      const read = events.slice(0, count);
      expect(fold.read(read)).toEqual(foldRun(read, header));
    }
    expect(fold.read(events).state).toBe('succeeded');
  });

  test('needs each line once: what was folded may be dropped', () => {
    const fold = new RunFold(header);
    for (let count = 1; count <= events.length; count += 1) fold.read(events.slice(Math.max(0, count - 2), count));
    expect(fold.read(events.slice(-1))).toEqual(foldRun(events, header));
  });

  test('stays the same object until a line comes', () => {
    const fold = new RunFold(header);
    const view = fold.read(events.slice(0, 3));
    expect(fold.read(events.slice(0, 3))).toBe(view);
    expect(fold.read(events.slice(0, 4))).not.toBe(view);
  });

  test('knows the last line after which the installation itself is another', () => {
    const fold = new RunFold(header);
    fold.read(events.slice(0, 5));
    expect(fold.lastTurn).toBe(2);
    fold.read([...events.slice(0, 5), event(6, 'kubeconfig.stored', { data: {} })]);
    expect(fold.lastTurn).toBe(6);
  });
});

import { describe, expect, test } from 'vitest';
import { LaterWaits } from './later-waits.ts';
import { Schedule } from '../schedule.ts';
import { gateOf, samplePlan as plan, sendAllBut } from '../testing/plans.fixture.ts';

function situation() {
  const schedule = new Schedule(plan);
  let time = Date.parse('2026-01-01T00:00:00Z');
  const later = new LaterWaits({ plan, schedule, now: () => new Date(time) });
  return { schedule, later, pass: (seconds: number) => void (time += seconds * 1000) };
}

const hasObjectsToCome = (schedule: Schedule, component: string): boolean =>
  plan.objects.some((object, position) => object.component === component && !schedule.isDone(position));

describe('a component whose turn has not come', () => {
  test('waits for the gate before it, since the first look, and says who opens it', () => {
    const { schedule, later, pass } = situation();
    const gated = () => later.besides([]).find(({ why }) => why?.includes('Waiting for '));
    const first = gated();
    pass(5);
    expect(gated()).toEqual(first);
    expect(first).toMatchObject({
      since: '2026-01-01T00:00:00.000Z',
      severity: 'info',
      later: true,
      why: expect.stringMatching(/^\d+ objects? will be sent after this\. Waiting for /) as string,
    });
    expect(schedule.isOpen(first?.what ?? '')).toBe(false);
  });

  test('is each one that has objects behind a closed gate, and none that another wait names', () => {
    const { schedule, later } = situation();
    const gate = gateOf(plan, 'namespace sample-first-user');
    sendAllBut(plan, schedule, { gates: [gate.id] });
    const waiting = later.besides([]).map(({ component }) => component ?? '');
    expect(waiting).toEqual(plan.components.map(({ name }) => name).filter((name) => hasObjectsToCome(schedule, name)));
    expect(waiting).toContain('samples');
    expect(
      later
        .besides([{ what: gate.id, component: 'samples', since: '', severity: 'info' }])
        .map(({ component }) => component),
    ).not.toContain('samples');
  });

  test('waits for the server’s answers where no gate is closed, and not before they are late', () => {
    const { schedule, later, pass } = situation();
    const isNeeded = (position: number): boolean =>
      plan.objects.some(({ after }) => after.includes(position)) ||
      plan.gates.some(({ openers }) => openers.includes(position));
    const held = [...plan.objects.keys()].find((position) => !isNeeded(position)) ?? -1;
    sendAllBut(plan, schedule, { objects: [held] });
    expect(later.besides([])).toEqual([]);
    pass(4);
    expect(later.besides([])).toEqual([
      {
        what: 'the answers of the API server',
        reason: 'answers',
        component: plan.objects[held]?.component,
        since: '2026-01-01T00:00:00.000Z',
        why: 'Sending 1 object.',
        severity: 'info',
        later: true,
      },
    ]);
  });

  test('is none once everything is sent', () => {
    const { schedule, later } = situation();
    sendAllBut(plan, schedule);
    expect(later.besides([])).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kubeflowVersions, loadTestRelease } from '../testing/releases.fixture.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { Schedule } from './schedule.ts';
import { positionOf, samplePlan } from './testing/plans.fixture.ts';

/** What may happen next in a cluster: an answer comes, a refusal comes, a gate opens. */
type Happening =
  | { readonly what: 'acknowledge' | 'give back'; readonly position: number }
  | { readonly what: 'open'; readonly gate: string };

/** Plays an install in an order chosen by `choose`; returns what was released, in order. */
function play(plan: Plan, choose: (count: number) => number): { released: number[]; schedule: Schedule } {
  const schedule = new Schedule(plan);
  const underWay = new Set<number>();
  const refused = new Set<number>();
  const released: number[] = [];
  for (;;) {
    for (let position = schedule.next(); position !== undefined; position = schedule.next()) {
      expectNeedsMet(plan, schedule, position);
      underWay.add(position);
      if (!refused.has(position)) released.push(position);
    }
    const happenings: Happening[] = [
      ...[...underWay].map((position) => ({ what: 'acknowledge' as const, position })),
      ...[...underWay]
        .filter((position) => !refused.has(position))
        .map((position) => ({ what: 'give back' as const, position })),
      ...plan.gates
        .filter(({ id, openers }) => !schedule.isOpen(id) && openers.every((opener) => schedule.isDone(opener)))
        .map(({ id }) => ({ what: 'open' as const, gate: id })),
    ];
    const happening = happenings[choose(happenings.length)];
    if (happening === undefined) return { released, schedule };
    if (happening.what === 'open') schedule.openGate(happening.gate);
    else {
      underWay.delete(happening.position);
      if (happening.what === 'acknowledge') schedule.acknowledge(happening.position);
      else {
        refused.add(happening.position);
        schedule.giveBack(happening.position);
      }
    }
  }
}

function expectNeedsMet(plan: Plan, schedule: Schedule, position: number): void {
  const object = plan.objects[position];
  const missing = [
    ...(object?.after ?? []).filter((before) => !schedule.isDone(before)),
    ...(object?.gates ?? []).filter((gate) => !schedule.isOpen(gate)),
  ];
  if (missing.length > 0)
    throw new Error(`${object?.key.kind ?? ''} ${object?.key.name ?? ''} was released before ${missing.join(', ')}`);
}

describe('any order of answers, refusals and opening gates', () => {
  test('reaches the end of the sample release, and nothing is released before its needs', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (choices) => {
        const { released, schedule } = play(samplePlan, (count) =>
          count === 0 ? 0 : (choices.next().value as number) % count,
        );
        expect(schedule.finished).toBe(true);
        expect(released.toSorted((one, other) => one - other)).toEqual([...samplePlan.objects.keys()]);
      }),
      { numRuns: 200 },
    );
  });

  test.each(kubeflowVersions)('reaches the end of %s', async (version) => {
    const plan = makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    });
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (choices) => {
        expect(
          play(plan, (count) => (count === 0 ? 0 : (choices.next().value as number) % count)).schedule.finished,
        ).toBe(true);
      }),
      { numRuns: 3 },
    );
  });
});

describe('a schedule', () => {
  test('gives the most urgent object first', () => {
    const schedule = new Schedule(samplePlan);
    const priorities: number[] = [];
    for (let position = schedule.next(); position !== undefined; position = schedule.next())
      priorities.push(samplePlan.objects[position]?.priority ?? -1);
    expect(priorities).toEqual(priorities.toSorted((one, other) => other - one));
    expect(new Set(priorities).size).toBeGreaterThan(1);
  });

  test('counts what was there already like what was sent, and an answer only once', () => {
    const schedule = new Schedule(samplePlan);
    const namespace = positionOf(samplePlan, 'Namespace', 'sample-login');
    schedule.acknowledge(namespace);
    schedule.acknowledge(namespace);
    expect(schedule.done).toBe(1);
    const ready: number[] = [];
    for (let position = schedule.next(); position !== undefined; position = schedule.next()) ready.push(position);
    expect(ready).toContain(positionOf(samplePlan, 'ConfigMap', 'login-page'));
    expect(ready).not.toContain(positionOf(samplePlan, 'ConfigMap', 'notebook-choices'));
  });

  test('an object that is in the cluster already is not sent again [v1]', () => {
    const schedule = new Schedule(samplePlan);
    const found = [...samplePlan.objects.keys()].filter((position) => position % 3 !== 0);
    for (const position of found) schedule.acknowledge(position);
    for (const { id } of samplePlan.gates) schedule.openGate(id);
    const sent: number[] = [];
    for (let position = schedule.next(); position !== undefined; position = schedule.next()) {
      sent.push(position);
      schedule.acknowledge(position);
    }
    expect(sent.toSorted((one, other) => one - other)).toEqual(
      [...samplePlan.objects.keys()].filter((position) => !found.includes(position)),
    );
    expect(schedule).toMatchObject({ finished: true, done: samplePlan.objects.length });
  });

  test('names closed gates with what they hold up', () => {
    const schedule = new Schedule(samplePlan);
    const gate = 'namespace sample-first-user';
    expect(schedule.closedGates().find(({ id }) => id === gate)?.guards).toContain(
      positionOf(samplePlan, 'ConfigMap', 'first-steps'),
    );
    schedule.openGate(gate);
    expect(schedule.closedGates().map(({ id }) => id)).not.toContain(gate);
  });
});

test('an object that is found in the cluster while its request fails is done once and not sent again', () => {
  const schedule = new Schedule(samplePlan);
  const position = schedule.next() ?? 0;
  schedule.acknowledge(position);
  schedule.giveBack(position);
  expect(schedule.isDone(position)).toBe(true);
  expect(schedule.done).toBe(1);
  const others: number[] = [];
  for (let next = schedule.next(); next !== undefined; next = schedule.next()) others.push(next);
  expect(others).not.toContain(position);
});

test('objects that the server has lost are sent again, after what they need, and so is what waited for them', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.subarray([...samplePlan.objects.keys()]), (choices, lost) => {
      const { schedule } = play(samplePlan, (count) => (count === 0 ? 0 : (choices.next().value as number) % count));
      schedule.takeBack(lost);
      expect(schedule.done).toBe(samplePlan.objects.length - lost.length);
      const sent: number[] = [];
      for (let before = -1; before !== schedule.done;) {
        before = schedule.done;
        for (let position = schedule.next(); position !== undefined; position = schedule.next()) {
          expectNeedsMet(samplePlan, schedule, position);
          sent.push(position);
          schedule.acknowledge(position);
        }
        for (const { id, openers } of samplePlan.gates)
          if (openers.every((opener) => schedule.isDone(opener))) schedule.openGate(id);
      }
      expect(schedule.finished).toBe(true);
      expect(sent.toSorted((one, other) => one - other)).toEqual(lost.toSorted((one, other) => one - other));
    }),
    { numRuns: 100 },
  );
});

test('an object whose namespace is lost while it is being sent waits for the namespace', () => {
  const schedule = new Schedule(samplePlan);
  const namespace = positionOf(samplePlan, 'Namespace', 'sample-login');
  const inside = positionOf(samplePlan, 'ConfigMap', 'login-page');
  schedule.acknowledge(namespace);
  for (let position = schedule.next(); position !== inside && position !== undefined; position = schedule.next());
  schedule.takeBack([namespace]);
  schedule.giveBack(inside);
  const next: number[] = [];
  for (let position = schedule.next(); position !== undefined; position = schedule.next()) next.push(position);
  expect(next).toContain(namespace);
  expect(next).not.toContain(inside);
  schedule.acknowledge(namespace);
  expect(schedule.next()).toBe(inside);
});

test('while an object is refused, nothing that needs it is sent [v1]', () => {
  const schedule = new Schedule(samplePlan);
  const refused = positionOf(samplePlan, 'Namespace', 'sample-login');
  const sent: number[] = [];
  for (let position = schedule.next(); position !== undefined; position = schedule.next()) {
    sent.push(position);
    if (position !== refused) schedule.acknowledge(position);
  }
  const needing = samplePlan.objects.flatMap(({ after }, position) => (after.includes(refused) ? [position] : []));
  expect(needing.length).toBeGreaterThan(1);
  expect(sent.filter((position) => needing.includes(position))).toEqual([]);
  expect(schedule.finished).toBe(false);
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PhaseName, RunEvent } from '../api/run.ts';
import { runView } from '../api/run.ts';
import { MlaError } from '../errors/error.ts';
import { foldVersion } from './fold-version.ts';
import { applyEvent, beginRunState, foldRun, viewRun, type RunHeader } from './reduce-run.ts';

const header: RunHeader = { id: 'demo-1', installation: 'demo', kind: 'create', createdAt: '2026-01-01T00:00:00.000Z' };

const steps: { name: string; phase: PhaseName; title: string }[] = [
  { name: 'connect', phase: 'connect', title: 'Connect' },
  { name: 'cluster', phase: 'cluster', title: 'Create cluster' },
  { name: 'preflight', phase: 'preflight', title: 'Preflight' },
  { name: 'plan', phase: 'plan', title: 'Plan' },
  { name: 'install', phase: 'install', title: 'Install' },
  { name: 'handover', phase: 'handover', title: 'Hand over' },
];

type Told = Pick<RunEvent, 'type'> & Partial<RunEvent>;

/** Events as the store would number them. */
function history(told: readonly Told[]): RunEvent[] {
  return told.map((event, index) => ({
    runId: header.id,
    attempt: 1,
    severity: 'info',
    message: event.type,
    ...event,
    id: index + 1,
    time: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
  }));
}

const step = (type: string, name: PhaseName): Told => ({
  type: `step.${type}`,
  phase: name,
  step: name,
  data: { title: name },
});
const planMade = (objects: number, workloads: number): Told => ({
  type: 'plan.made',
  phase: 'plan',
  message: `${objects} objects`,
  data: {
    release: { name: 'sample', version: '1' },
    objects,
    workloads,
    components: [{ name: 'a', title: 'A', objects, workloads }],
  },
});
const applied = (object: number): Told => ({
  type: 'object.applied',
  phase: 'install',
  component: 'a',
  data: { object: `ConfigMap o${object}` },
});
const ready = (workload: number): Told => ({
  type: 'workload.ready',
  phase: 'install',
  component: 'a',
  data: { workload: `Deployment w${workload}` },
});

const anyEvent: fc.Arbitrary<Told> = fc.oneof(
  fc
    .constantFrom(
      'run.paused',
      'run.continued',
      'run.cancelled',
      'run.succeeded',
      'run.retried',
      'run.cancel-requested',
    )
    .map((type) => ({ type })),
  fc.constantFrom('run.started', 'run.resumed').map((type) => ({ type, data: { steps } })),
  fc.constant({ type: 'run.failed', data: { error: { ...new MlaError('general.cancelled').report() } } }),
  fc
    .tuple(fc.constantFrom('started', 'succeeded', 'skipped', 'cancelled'), fc.constantFrom(...steps))
    .map(([type, { phase }]) => step(type, phase)),
  fc.tuple(fc.nat(20), fc.nat(10)).map(([objects, workloads]) => planMade(objects, workloads)),
  fc.nat(30).map(applied),
  fc.nat(30).map((object) => ({ ...applied(object), type: 'object.unchanged' })),
  fc.nat(12).map(ready),
  fc.nat(12).map((workload): Told => ({ ...ready(workload), type: 'workload.unready', severity: 'warning' })),
  fc.constant({ type: 'cluster.found', phase: 'cluster' as const }),
  fc.nat(3).map((nodes) => ({ type: 'cluster.requested', phase: 'cluster' as const, data: { nodes } })),
  fc
    .tuple(fc.nat(4), fc.constantFrom('CreationPending', 'Running'))
    .map(([node, phase]) => ({ type: 'cluster.node', data: { node: `n${node}`, phase } })),
  fc.nat(3).map((text): Told => ({ type: 'log', severity: 'warning', message: `warning ${text}` })),
  fc.nat(3).map((count) => ({
    type: 'wait.changed',
    data: {
      waits: Array.from({ length: count }, (_, index) => ({
        what: `w${index}`,
        component: 'a',
        since: header.createdAt,
        severity: 'info',
      })),
    },
  })),
  fc
    .constantFrom('component.ready', 'object.rejected', 'object.failed')
    .map((type) => ({ type, component: 'a', data: { object: 'ConfigMap x' } })),
  fc.constant({ type: 'plan.made', data: { nonsense: true } }),
  fc.string().map((type) => ({ type: `future.${type}` })),
);

const anyHistory = fc
  .array(anyEvent, { minLength: 1, maxLength: 60 })
  .map((told) =>
    history([{ type: 'run.queued', data: { kind: 'create' } }, { type: 'run.started', data: { steps } }, ...told]),
  );

describe('the fold of a run', () => {
  // Fails when the same events give another view: raise the version, then put the new digest here. A new version of fast-check makes other histories: then the digest alone is new.
  test('has a version, which servers keep views by', () => {
    const views = fc.sample(anyHistory, { seed: 1, numRuns: 300 }).map((events) => foldRun(events, header));
    const digest = createHash('sha256').update(JSON.stringify(views)).digest('hex');
    expect([foldVersion, digest.slice(0, 16)]).toEqual(['fold 1', '3aef855f4a1dd75c']);
  });

  test('names the process that works on it, from its start until it releases the run or the run ends', () => {
    const worker = { id: 'a', host: 'replica-1', processId: 7 };
    const started = { type: 'run.started', data: { steps, worker } };
    const full = { type: 'run.paused', message: 'The disk is full.' };
    const released = { type: 'run.paused', data: { released: true } };
    const resumed = { type: 'run.resumed', data: { steps, worker: { ...worker, host: 'replica-2' } } };
    const workerAfter = (...told: Told[]): unknown => foldRun(history(told), header).worker;
    expect(workerAfter(started, full)).toEqual({ ...worker, since: '2026-01-01T00:00:00.000Z' });
    expect(workerAfter(started, released)).toBeUndefined();
    expect(workerAfter(started, released, resumed)).toMatchObject({ host: 'replica-2' });
    expect(workerAfter(started, { type: 'run.succeeded' })).toBeUndefined();
  });

  test('comes to the same view for any order and repetition of its events', () => {
    const shuffled = anyHistory.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.array(fc.constantFrom(...events), { maxLength: 20 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([events, order, repeated]) => {
        expect(foldRun([...repeated, ...order, ...repeated], header)).toEqual(foldRun(events, header));
      }),
      { numRuns: 500 },
    );
  });

  test('has progress that never goes back, and a view that the contract allows after each event', () => {
    fc.assert(
      fc.property(anyHistory, (events) => {
        const state = beginRunState(header);
        let before = 0;
        for (const event of events) {
          applyEvent(state, event);
          const view = viewRun(state);
          expect(runView.safeParse(view).error).toBeUndefined();
          expect(view.progress).toBeGreaterThanOrEqual(before);
          before = view.progress;
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keeps the progress of the first attempt when a retry sends everything again', () => {
    const first = [
      { type: 'run.started', data: { steps } },
      step('succeeded', 'connect'),
      step('succeeded', 'cluster'),
      planMade(10, 2),
      ...[1, 2, 3, 4, 5].map(applied),
      ready(1),
    ];
    const failed = foldRun(history(first), header);
    const again = foldRun(
      history([
        ...first,
        { type: 'run.retried' },
        { type: 'run.resumed', attempt: 2, data: { steps } },
        planMade(12, 3),
        applied(1),
      ]),
      header,
    );
    expect(failed.progress).toBeCloseTo(0.01 + 0.2 + 0.7 * 0.5, 5);
    expect(again).toMatchObject({
      state: 'running',
      attempt: 2,
      progress: failed.progress,
      objects: { total: 12, applied: 5 },
    });
  });

  test('shows all phases from the start on, and what became of each', () => {
    expect(
      foldRun(history([{ type: 'run.queued', data: { kind: 'create' } }]), header).phases.map(
        ({ name, state }) => `${name} ${state}`,
      ),
    ).toEqual([
      'release waiting',
      'connect waiting',
      'cluster waiting',
      'preflight waiting',
      'plan waiting',
      'install waiting',
      'handover waiting',
    ]);
    const clusterOnly = steps.filter(({ phase }) => phase === 'connect' || phase === 'cluster');
    const error = { ...new MlaError('general.unforeseen', { reason: 'x' }).report() };
    const view = foldRun(
      history([
        { type: 'run.started', data: { steps: clusterOnly } },
        step('started', 'connect'),
        step('succeeded', 'connect'),
        step('started', 'cluster'),
        {
          type: 'cluster.status',
          phase: 'cluster',
          message: 'The platform says CREATING.',
          data: { status: 'CREATING' },
        },
        { type: 'step.failed', phase: 'cluster', step: 'cluster', data: { title: 'Create cluster', error } },
        { type: 'run.failed', data: { error } },
      ]),
      header,
    );
    expect(view.phases.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'release skipped',
      'connect succeeded',
      'cluster failed',
      'preflight skipped',
      'plan skipped',
      'install skipped',
      'handover skipped',
    ]);
    expect(view.phases.find(({ name }) => name === 'cluster')).toMatchObject({ detail: 'The platform says CREATING.' });
    expect(view).toMatchObject({ state: 'failed', error: { code: 'MLA-GENERAL-001' } });
  });

  test('says of a cluster that this run has not made that it was there already', () => {
    const cluster = (...types: string[]): unknown =>
      foldRun(
        history([
          { type: 'run.started', data: { steps } },
          step('started', 'cluster'),
          ...types.map((type): Told => ({ type, phase: 'cluster' })),
          step('succeeded', 'cluster'),
        ]),
        header,
      ).phases.find(({ name }) => name === 'cluster')?.alreadyThere;
    expect(cluster('cluster.found', 'cluster.ready')).toBe(true);
    expect(cluster('cluster.requested', 'cluster.ready')).toBeUndefined();
    // Made in this run, and found again after a crash.
    expect(cluster('cluster.requested', 'cluster.found', 'cluster.ready')).toBeUndefined();
  });

  test('does not count a phase that a retry skips as lasting until the retry', () => {
    const first = [{ type: 'run.started', data: { steps } }, step('started', 'connect'), step('succeeded', 'connect')];
    const again = [
      { type: 'run.retried' },
      { type: 'run.resumed', attempt: 2, data: { steps } },
      step('skipped', 'connect'),
    ];
    const before = foldRun(history(first), header).phases.find(({ name }) => name === 'connect');
    expect(before).toMatchObject({
      state: 'succeeded',
      startedAt: '2026-01-01T00:00:01.000Z',
      endedAt: '2026-01-01T00:00:02.000Z',
    });
    expect(foldRun(history([...first, ...again]), header).phases.find(({ name }) => name === 'connect')).toEqual(
      before,
    );
  });

  test('says why a run is paused for as long as it is, and does not warn of it ever after', () => {
    const full: Told = {
      type: 'run.paused',
      severity: 'warning',
      code: 'MLA-RUN-013',
      message: 'The disk that holds the data is full.',
    };
    const paused = [{ type: 'run.started', data: { steps } }, step('started', 'connect'), full];
    expect(foldRun(history(paused), header)).toMatchObject({
      state: 'paused',
      pausedBecause: 'The disk that holds the data is full.',
      warnings: [],
    });
    const continued = foldRun(history([...paused, { type: 'run.continued' }]), header);
    expect(continued).toMatchObject({
      state: 'running',
      warnings: [],
      phases: [{}, { name: 'connect', state: 'running' }, {}, {}, {}, {}, {}],
    });
    expect(continued.pausedBecause).toBeUndefined();
    expect(continued.endedAt).toBeUndefined();
  });

  test('counts a component’s objects and workloads, and says what it waits for', () => {
    const wait = {
      what: 'Deployment w2',
      component: 'a',
      since: header.createdAt,
      why: 'image is being pulled',
      severity: 'info',
    };
    const told = [
      { type: 'run.started', data: { steps } },
      planMade(2, 2),
      applied(1),
      applied(1),
      applied(2),
      ready(1),
      { type: 'wait.changed', data: { waits: [wait] } },
    ];
    expect(foldRun(history(told), header).components).toMatchObject([
      {
        name: 'a',
        state: 'running',
        objects: { applied: 2, total: 2 },
        workloads: { ready: 1, total: 2 },
        waiting: [wait],
      },
    ]);
    expect(foldRun(history([...told, ready(2)]), header).components).toMatchObject([{ state: 'succeeded' }]);
  });

  test('shows a state that only a newer server knows as unknown, with its word, and nothing as still running', () => {
    const told = [{ type: 'run.started', data: { steps } }, step('started', 'connect'), { type: 'run.expired' }];
    const view = foldRun(history(told), header);
    expect(view).toMatchObject({ state: 'unknown', unknownState: 'expired' });
    expect(view.phases.map(({ state }) => state)).not.toContain('running');
    expect(runView.parse(view)).toEqual(view);
    expect(foldRun(history([...told, step('succeeded', 'connect')]), header).state).toBe('running');
    expect(foldRun(history([...told, { type: 'run.succeeded' }]), header).state).toBe('succeeded');
  });

  test('keeps the word of a state in an answer of a newer server', () => {
    const view = foldRun(history([{ type: 'run.started', data: { steps } }]), header);
    expect(runView.parse({ ...view, state: 'expired' })).toMatchObject({ state: 'unknown', unknownState: 'expired' });
    const [phase] = view.phases;
    expect(runView.parse({ ...view, phases: [{ ...phase, state: 'dreaming' }] }).phases[0]?.state).toBe('waiting');
  });

  test.each([
    ['kubeflow', 'Install Kubeflow'],
    ['acme-ml', 'Install Acme-ml'],
    ['sample', 'Install the sample'],
  ])('calls the phase that installs %s: %s', (name, title) => {
    const plan = planMade(1, 1);
    const told = [
      { type: 'run.started', data: { steps } },
      { ...plan, data: { ...plan.data, release: { name, version: '1' } } },
    ];
    const install = foldRun(history(told), header).phases.find((phase) => phase.name === 'install');
    expect(install?.title).toBe(title);
  });
});

import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunOptions } from '../../api/run-options.ts';
import type { RunEvent } from '../../api/run.ts';
import { finalRunStates } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import { openTestDatabase, sandboxInstallation, type TestDatabase } from '../database/open-database.fixture.ts';
import { followRun } from './stream-run-events.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { foldRun } from '../../run-view/reduce-run.ts';
import type { Claim, RunStore } from '../store/run-store.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import type { Step, StepContext } from './step.ts';
import { startWorker, type Worker } from './worker.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

const redactor = createRedactor();

function step(name: string, run: Step['run'], input: Step['input'] = () => null): Step {
  return { name, phase: 'cluster', title: `Step ${name}`, input, run };
}

const untilAborted = ({ signal }: StepContext): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });

describe('a worker', () => {
  let place: TestDatabase;
  let store: RunStore;
  let worker: Worker | undefined;
  const reported: MlaError[] = [];
  beforeAll(async () => {
    place = await openTestDatabase();
    store = await openSqlRunStore(place.database);
  });
  afterEach(async () => {
    await worker?.stop();
    worker = undefined;
    expect(reported).toEqual([]);
  });

  afterAll(async () => place[Symbol.asyncDispose]());

  const work = (...steps: Step[]): void => {
    worker = startWorker({ store, redactor, report: (error) => reported.push(error), stepsFor: () => steps });
  };
  const eventsOf = async (runId: string): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    for await (const page of followRun(store, runId, { after: 0, signal: hangSignal() })) events.push(...page);
    return events;
  };
  const typesOf = (events: readonly RunEvent[]): string[] =>
    events.map(({ type, step: name }) => (name === undefined ? type : `${type} ${name}`));
  let installations = 0;
  const ask = async (options: RunOptions = {}): Promise<string> => {
    installations += 1;
    return (
      await store.createRun({ installation: sandboxInstallation(`demo-${installations}`), kind: 'create', options })
    ).id;
  };

  test('runs the steps in order, gives each the outputs before, and keeps the order of what they tell', async () => {
    const runId = await ask();
    work(
      step('one', async ({ tell }) => {
        tell({ type: 'log', severity: 'info', message: 'from one' });
        return { answer: 42, detail: 'found it' };
      }),
      step('two', async ({ outputs }) => ({ seen: outputs['one'] })),
    );
    const events = await eventsOf(runId);
    expect(typesOf(events)).toEqual([
      'run.queued',
      'run.started',
      'step.started one',
      'log one',
      'step.succeeded one',
      'step.started two',
      'step.succeeded two',
      'run.succeeded',
    ]);
    expect(events[4]).toMatchObject({ message: 'Step one: found it', phase: 'cluster' });
    expect((await store.listSteps(runId)).map(({ name, state, output }) => ({ name, state, output }))).toEqual([
      { name: 'one', state: 'succeeded', output: { answer: 42, detail: 'found it' } },
      { name: 'two', state: 'succeeded', output: { seen: { answer: 42, detail: 'found it' } } },
    ]);
  });

  test('stops at a failing step, with its code and fix in the view, and goes on from it at a retry', async () => {
    const runId = await ask();
    const done: string[] = [];
    let broken = true;
    work(
      step('one', async () => (done.push('one'), {})),
      step('two', async () => {
        done.push('two');
        if (broken) throw new MlaError('run.connectionNotFound', { connection: 'lab' });
        return {};
      }),
    );
    const failed = foldRun(await eventsOf(runId), {
      id: runId,
      installation: 'demo',
      kind: 'create',
      createdAt: '2026-01-01T00:00:00Z',
    });
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'MLA-RUN-006', fix: expect.stringContaining('mla connection add') as string },
    });
    broken = false;
    await store.retryRun(runId);
    const events = await eventsOf(runId);
    expect(typesOf(events).slice(-6)).toEqual([
      'run.retried',
      'run.resumed',
      'step.skipped one',
      'step.started two',
      'step.succeeded two',
      'run.succeeded',
    ]);
    expect(events.at(-1)).toMatchObject({ attempt: 2 });
    expect(done).toEqual(['one', 'two', 'two']);
  });

  test('runs a finished step again when its input has changed', async () => {
    const runId = await ask();
    let input = 1;
    const seen: number[] = [];
    work(
      step(
        'one',
        async () => (seen.push(input), {}),
        () => input,
      ),
      step('two', async () => (input === 1 ? Promise.reject(new Error('not yet')) : {})),
    );
    await eventsOf(runId);
    input = 2;
    await store.retryRun(runId);
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ type: 'run.succeeded' });
    expect(seen).toEqual([1, 2]);
  });

  test.each([
    ['one that listens to its signal', untilAborted],
    ['one that does not', () => new Promise<never>(() => undefined)],
  ])('cancels a run in the middle of a step: %s', async (_name, run) => {
    const runId = await ask();
    work(step('endless', run));
    await expect.poll(async () => (await store.listSteps(runId)).length).toBe(1);
    const events = eventsOf(runId);
    await store.requestCancel(runId);
    const types = await events;
    expect(typesOf(types).slice(-3)).toEqual(['run.cancel-requested', 'step.cancelled endless', 'run.cancelled']);
  });

  test.each([
    ['says what it was waiting for and why', 'Deployment kubeflow/katib-mysql', 'The image does not exist.'],
    ['says which step it was in', 'the step “Step two”', 'It needs more time than the run was given.'],
  ])(
    'ends an attempt that takes longer than its limit, %s; a retry with more time goes on',
    async (_what, waiting, why) => {
      const runId = await ask({ timeoutSeconds: 3 });
      const waits = [
        { what: 'a later thing', since: '2026-01-01T00:00:00Z', severity: 'info', later: true },
        { what: waiting, since: '2026-01-01T00:00:00Z', severity: 'warning', why },
      ];
      work(
        step('one', async () => ({})),
        step('two', (context) => {
          if (context.options.timeoutSeconds === 0) return Promise.resolve({});
          if (!waiting.startsWith('the step'))
            context.tell({ type: 'wait.changed', severity: 'debug', message: 'Waiting', data: { waits } });
          return untilAborted(context);
        }),
      );
      const failed = foldRun(await eventsOf(runId), {
        id: runId,
        installation: 'demo',
        kind: 'create',
        createdAt: '2026-01-01T00:00:00Z',
      });
      expect(failed).toMatchObject({
        state: 'failed',
        error: {
          code: 'MLA-RUN-019',
          kind: 'timeout',
          message: `The run took longer than 3 s. It was waiting for ${waiting}.`,
          cause: why,
          fix: expect.stringContaining(`mla retry demo-${installations}`) as string,
        },
      });
      await store.retryRun(runId, { options: { timeoutSeconds: 0 } });
      expect(typesOf(await eventsOf(runId)).slice(-6)).toEqual([
        'run.retried',
        'run.resumed',
        'step.skipped one',
        'step.started two',
        'step.succeeded two',
        'run.succeeded',
      ]);
      expect(await store.getRun(runId)).toMatchObject({ options: { timeoutSeconds: 0 } });
    },
  );

  test('gives each attempt the whole of its time, and counts each attempt by itself', async () => {
    const runId = await ask({ timeoutSeconds: 1 });
    work(step('endless', untilAborted));
    await eventsOf(runId);
    await store.retryRun(runId);
    const {
      attempt,
      attemptStartedAt = '',
      endedAt = '',
      startedAt = '',
    } = foldRun(await eventsOf(runId), {
      id: runId,
      installation: 'demo',
      kind: 'create',
      createdAt: '2026-01-01T00:00:00Z',
    });
    expect(attempt).toBe(2);
    expect(Date.parse(endedAt) - Date.parse(attemptStartedAt)).toBeGreaterThan(900);
    expect(Date.parse(attemptStartedAt) - Date.parse(startedAt)).toBeGreaterThan(900);
  });

  test('cancels at once a run that waits in the queue', async () => {
    const runId = await ask();
    expect(await store.requestCancel(runId)).toMatchObject({ state: 'cancelled' });
    expect(typesOf(await eventsOf(runId))).toEqual(['run.queued', 'run.cancel-requested', 'run.cancelled']);
  });

  test('lets a run rest at shutdown, and the next one goes on with it', async () => {
    const runId = await ask();
    let wait = true;
    const steps = [
      step('one', async () => ({ kept: true })),
      step('two', (context) => (wait ? untilAborted(context) : Promise.resolve({}))),
    ];
    work(...steps);
    await expect.poll(async () => (await store.listSteps(runId)).length).toBe(2);
    await worker?.stop();
    expect(await store.getRun(runId)).toMatchObject({ state: 'paused' });
    wait = false;
    work(...steps);
    const events = await eventsOf(runId);
    expect(events.find(({ type }) => type === 'run.paused')?.data).toEqual({ released: true });
    expect(typesOf(events).slice(-6)).toEqual([
      'run.paused',
      'run.resumed',
      'step.skipped one',
      'step.started two',
      'step.succeeded two',
      'run.succeeded',
    ]);
  });

  test('leaves a run to the worker that took it over, and writes nothing more', async () => {
    const runId = await ask();
    let stopped = '';
    work(
      step('slow', async (context) => {
        await untilAborted(context).catch(() => {
          stopped = String(context.signal.reason);
        });
        return { late: true };
      }),
    );
    await expect.poll(async () => (await store.listSteps(runId)).length).toBe(1);
    const other = await takeOver(runId);
    await expect.poll(() => stopped).toBe('taken-over');
    await store.commit(other, {
      state: 'succeeded',
      events: [{ type: 'run.succeeded', severity: 'info', message: 'by the other', time: new Date() }],
    });
    expect(typesOf(await eventsOf(runId))).toEqual(['run.queued', 'run.started', 'step.started slow', 'run.succeeded']);
  });

  const takeOver = async (runId: string): Promise<Claim> => {
    for (;;) {
      await sql`update run set heartbeat_at = now() - interval '11 seconds' where id = ${runId}`.execute(
        place.database.sql,
      );
      const claim = await store.claimRun('other');
      if (claim) return claim;
    }
  };

  test('works on several installations at once', async () => {
    const together = Promise.withResolvers<true>();
    let inside = 0;
    work(
      step('meet', async () => {
        inside += 1;
        if (inside === 3) together.resolve(true);
        await together.promise;
        return {};
      }),
    );
    const ids = await Promise.all([ask(), ask(), ask()]);
    for (const id of ids) expect((await eventsOf(id)).at(-1)).toMatchObject({ type: 'run.succeeded' });
  });

  test('leaves a step’s output as the step gave it, whatever secret it looks like, and hides that in what people read', async () => {
    redactor.add(new Secret('canary-handle-1'));
    const runId = await ask();
    const handle = { platform: 'sandbox', id: 'canary-handle-1', name: 'x canary-handle-1', 'canary-handle-1': true };
    let seen: unknown;
    work(
      step('create-cluster', async () => ({ handle, detail: 'made canary-handle-1' })),
      step('use', async ({ outputs }) => {
        seen = outputs['create-cluster'];
        return {};
      }),
    );
    const events = await eventsOf(runId);
    expect(seen).toEqual({ handle, detail: 'made [secret]' });
    expect((await store.listSteps(runId))[0]?.output).toEqual(seen);
    expect(JSON.stringify(events)).not.toContain('canary');
  });

  test('keeps what a broken or hostile answer holds: NUL and halves of characters end no run', async () => {
    const runId = await ask();
    let seen: unknown;
    work(
      step('read', async ({ tell }) => {
        tell({ type: 'log', severity: 'info', message: 'v\0 \ud800', data: { 'key\0': ['\udc00'] } });
        return { version: 'v1\0.36 \ud800', nested: { 'key\0\ud800': '\ud83d\ude00' } };
      }),
      step('use', async ({ outputs }) => {
        seen = outputs['read'];
        return {};
      }),
    );
    expect((await eventsOf(runId)).at(-1)).toMatchObject({ type: 'run.succeeded' });
    const stored = { version: 'v1\uFFFD.36 \uFFFD', nested: { 'key\uFFFD\uFFFD': '\ud83d\ude00' } };
    expect([(await store.listSteps(runId))[0]?.output, seen]).toEqual([stored, stored]);
  });

  test.each([
    ['step', "name <> 'unwritable'"],
    ['run_event', "type <> 'step.succeeded'"],
    ['run_event', "type not in ('step.succeeded', 'run.failed')"],
  ])(
    'ends a run that the database does not take, with the reason, in place of beginning it again for ever: %s, %s',
    async (table, condition) => {
      await sql`alter table ${sql.table(table)} add constraint refusal check (${sql.raw(condition)}) not valid`.execute(
        place.database.sql,
      );
      const runId = await ask();
      work(step('unwritable', async () => ({})));
      await expect.poll(async () => (await store.getRun(runId)).state).toBe('failed');
      await worker?.stop();
      await sql`alter table ${sql.table(table)} drop constraint refusal`.execute(place.database.sql);
      expect(reported.splice(0)).toEqual([
        expect.objectContaining({ message: expect.stringContaining('refusal') as string }),
      ]);
      const events = await store.readEvents(runId, { after: 0, limit: 100 });
      if (!condition.includes('run.failed'))
        expect(events.at(-1)).toMatchObject({
          type: 'run.failed',
          message: expect.stringContaining('refusal') as string,
        });
      expect((await store.getRun(runId)).attempt).toBe(1);
    },
  );

  test('lets no secret through, in events, details and errors', async () => {
    redactor.add(new Secret('canary-7"\n'));
    const runId = await ask();
    work(
      step('leak', async ({ tell }) => {
        tell({
          type: 'log',
          severity: 'info',
          message: 'canary-7"\n',
          data: { nested: [{ deep: 'x canary-7"\n y' }], text: encodeURIComponent('canary-7"\n') },
        });
        return { detail: Buffer.from('canary-7"\n').toString('base64'), secret: new Secret('canary-7"\n') };
      }),
      step('fail', async () => Promise.reject(new Error('it said canary-7"\n'))),
    );
    const events = await eventsOf(runId);
    const everything = JSON.stringify([events, await store.listSteps(runId)]);
    expect(everything).not.toContain('canary');
    expect(everything).not.toContain(Buffer.from('canary-7"\n').toString('base64'));
    expect(everything.match(/\[secret\]/g)?.length).toBeGreaterThan(5);
    expect(finalRunStates).toContain((await store.getRun(runId)).state);
  });
});

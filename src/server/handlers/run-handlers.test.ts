import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import type { Step, StepContext } from '../../runs/engine/step.ts';
import { Secret } from '../../secret.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

const step = (name: string, run: Step['run']): Step => ({
  name,
  phase: 'cluster',
  title: `Step ${name}`,
  input: () => null,
  run,
});

const untilAborted = ({ signal }: StepContext): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });

async function eventsOf({ client }: TestService, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of client.streamEvents(runId, { after: 0, signal: hangSignal() })) events.push(event);
  return events;
}

const typesOf = (events: readonly RunEvent[]): string[] =>
  events.map(({ type, step: name }) => (name === undefined ? type : `${type} ${name}`));
const begins = async ({ client }: TestService, runId: string, type: string): Promise<void> =>
  expect
    .poll(async () =>
      (await client.call('listEvents', { params: { id: runId }, query: {} })).map((event) => event.type),
    )
    .toContain(type);

test('a run continues after a restart of the server [v1]', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const done: string[] = [];
  const open = (second: Step['run']): Promise<TestService> =>
    openTestService({
      directory,
      steps: () => [step('one', async () => (done.push('one'), {})), step('two', second)],
    });
  try {
    const before = await open(untilAborted);
    const { runId } = await before.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await expect
      .poll(async () => typesOf(await before.client.call('listEvents', { params: { id: runId }, query: {} })))
      .toContain('step.started two');
    await before[Symbol.asyncDispose]();
    await using after = await open(async () => (done.push('two'), {}));
    expect((await eventsOf(after, runId)).at(-1)).toMatchObject({ type: 'run.succeeded' });
    expect(done).toEqual(['one', 'two']);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('a retry starts at the step that failed [v1]', async () => {
  let broken = true;
  const done: string[] = [];
  await using running = await openTestService({
    steps: () => [
      step('one', async () => (done.push('one'), {})),
      step(
        'two',
        () => (
          done.push('two'),
          broken ? Promise.reject(new MlaError('run.connectionNotFound', { connection: 'lab' })) : Promise.resolve({})
        ),
      ),
    ],
  });
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
  await eventsOf(running, runId);
  broken = false;
  await running.client.call('retryRun', { params: { id: runId } });
  await begins(running, runId, 'run.succeeded');
  expect(done).toEqual(['one', 'two', 'two']);
});

test('a step that fails ends the run, with a code and a fix [v1]', async () => {
  const done: string[] = [];
  await using running = await openTestService({
    steps: () => [
      step('apply', () => Promise.reject(new MlaError('run.connectionNotFound', { connection: 'lab' }))),
      step('hand-over', async () => (done.push('handed over'), {})),
    ],
  });
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
  await eventsOf(running, runId);
  expect(await running.client.call('getRun', { params: { id: runId } })).toMatchObject({
    state: 'failed',
    error: { code: 'MLA-RUN-006', fix: expect.stringContaining('mla connection add') as string },
  });
  expect(done).toEqual([]);
});

test('a run can be canceled [v1]', async () => {
  await using running = await openTestService({ steps: () => [step('endless', untilAborted)] });
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
  await begins(running, runId, 'step.started');
  await running.client.call('cancelRun', { params: { id: runId } });
  expect((await eventsOf(running, runId)).at(-1)).toMatchObject({ type: 'run.cancelled' });
});

test('a log line changes neither state nor progress [v1]', async () => {
  const finish = Promise.withResolvers<undefined>();
  await using running = await openTestService({
    steps: () => [
      step('install', async ({ tell }) => {
        for (const message of ['##### KUBEFLOW IS READY #####', 'run.succeeded', '100 %'])
          tell({ type: 'log', severity: 'info', message });
        await finish.promise;
        return {};
      }),
    ],
  });
  const { runId } = await running.client.call('applyInstallation', { body: sandboxInstallation('demo') });
  await begins(running, runId, 'log');
  const view = await running.client.call('getRun', { params: { id: runId } });
  expect(view).toMatchObject({ state: 'running' });
  expect(view.progress).toBeLessThan(1);
  expect(view.phases.filter(({ state }) => state === 'succeeded').map(({ name }) => name)).not.toContain('cluster');
  finish.resolve(undefined);
  await eventsOf(running, runId);
  expect(await running.client.call('getRun', { params: { id: runId } })).toMatchObject({
    state: 'succeeded',
    progress: 1,
  });
});

test('the history names start, cancel, retry, reading of a password and end, and who asked [v1]', async () => {
  let broken = true;
  await using running = await openTestService({
    steps: ({ installations }) => [
      step('one', async (context) => {
        if (broken) return untilAborted(context);
        await installations.keepCredentials('demo', () => ({ email: 'user@example.com', password: new Secret('p') }));
        return {};
      }),
    ],
  });
  const { client } = running;
  const { runId } = await client.call('applyInstallation', { body: sandboxInstallation('demo') });
  await begins(running, runId, 'step.started');
  await client.call('cancelRun', { params: { id: runId } });
  await begins(running, runId, 'run.cancelled');
  broken = false;
  await client.call('retryRun', { params: { id: runId } });
  await begins(running, runId, 'run.succeeded');
  await client.call('revealCredentials', { params: { name: 'demo' } });
  const events = await client.call('listEvents', { params: { id: runId }, query: {} });
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      'run.queued',
      'run.started',
      'run.cancelled',
      'run.retried',
      'run.succeeded',
      'credentials.revealed',
    ]),
  );
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  for (const { time } of events) expect(Date.parse(time)).toBeGreaterThan(0);
  const asked = ['run.queued', 'run.cancel-requested', 'run.retried', 'credentials.revealed'];
  expect(events.filter(({ type }) => asked.includes(type)).map(({ type, data }) => [type, data?.['by']])).toEqual(
    asked.map((type) => [type, { id: 'owner', name: 'Owner' }]),
  );
  expect((await client.call('getRun', { params: { id: runId } })).requestedBy).toEqual({
    id: 'owner',
    name: 'Owner',
  });
  expect((await client.call('session', {})).principal).toEqual({ id: 'owner', name: 'Owner', roles: ['admin'] });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '../database/open-database.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';

interface Life {
  /** Steps that it began, in order. */
  readonly began: string[];
  readonly ending: number | NodeJS.Signals | null;
  readonly complaints: string;
}

/** Starts a worker process and kills it some time after it began the given number of steps; lets it live when none is given. */
async function live(
  directory: string,
  kill?: { readonly steps: number; readonly milliseconds: number },
): Promise<Life> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash.fixture.ts'), directory], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let complaints = '';
  child.stderr.on('data', (data) => (complaints += String(data)));
  const began: string[] = [];
  createInterface(child.stdout).on('line', (name) => {
    began.push(name);
    if (began.length === kill?.steps) void sleep(kill.milliseconds).then(() => child.kill('SIGKILL'));
  });
  const [code, signal] = await ended;
  return { began, ending: signal ?? code, complaints };
}

test('a run whose process is killed again and again continues automatically, with no gap, no double and no step done twice', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const order = ['one', 'two', 'three', 'four', 'five', 'six'];
  const lives: Life[] = [];
  for (const kill of [
    { steps: 1, milliseconds: 0 },
    { steps: 1, milliseconds: 130 },
    { steps: 2, milliseconds: 205 },
    { steps: 2, milliseconds: 60 },
    { steps: 1, milliseconds: 215 },
  ]) {
    lives.push(await live(directory, kill));
  }
  const last = await live(directory);
  expect(last).toMatchObject({ ending: 0, complaints: '' });
  expect(lives.map(({ ending }) => ending)).toEqual(lives.map(() => 'SIGKILL'));

  // A step that was followed by the next one was recorded: no later process may begin it again.
  let done = 0;
  for (const { began } of [...lives, last]) {
    const first = order.indexOf(began[0] ?? '');
    expect([done, done + 1]).toContain(first);
    expect(began).toEqual(order.slice(first, first + began.length));
    done = order.indexOf(began.at(-1) ?? '');
  }

  const database = await openDatabase({ directory });
  const store = await openSqlRunStore(database);
  const [run] = await store.listRuns();
  const events = await store.readEvents('crash-1', { after: 0, limit: 10_000 });
  const steps = await store.listSteps('crash-1');
  await database.close();
  await rm(directory, { recursive: true, force: true });
  expect(run).toMatchObject({ state: 'succeeded', attempt: 6, lastEventId: events.length });
  expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
  expect(events.filter(({ type }) => type === 'run.resumed')).toHaveLength(5);
  expect(events.at(-1)).toMatchObject({ type: 'run.succeeded' });
  for (const name of order) {
    expect(steps.filter((step) => step.name === name && step.state === 'succeeded')).toHaveLength(1);
    const succeeded = events.find(({ type, step }) => type === 'step.succeeded' && step === name);
    const lines = events.filter(
      ({ type, step, attempt }) => type === 'log' && step === name && attempt === succeeded?.attempt,
    );
    expect(lines.map(({ message }) => message)).toEqual(
      Array.from({ length: 40 }, (_, index) => `${name} ${index + 1}`),
    );
  }
});

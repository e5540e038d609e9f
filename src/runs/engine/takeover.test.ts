import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { RunEvent } from '../../api/run.ts';
import { openDatabase } from '../database/open-database.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../database/postgres-server.fixture.ts';
import type { RunRecord, StepRecord } from '../store/run-store.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';

const postgres = findPostgres();
if (!postgres)
  console.warn('Takeover between processes is not tested: no PostgreSQL server was found on this machine.');

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly lines: Interface;
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly complaints: () => string;
}

function startWorkerProcess(url: string, second: 'endless' | 'waits'): WorkerProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'takeover.fixture.ts'), url, second], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals | null);
  return { child, lines: createInterface(child.stdout), ended, complaints: () => complaints };
}

/** Resolves when the process says so; rejects when it ends before. */
function says({ lines, ended, complaints }: WorkerProcess, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => line === wanted && resolve());
    void ended.then((ending) => reject(new Error(`it ended (${ending}) before it said “${wanted}”: ${complaints()}`)));
  });
}

describe.skipIf(!postgres)('of two worker processes that share a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(postgres ?? '');
  });
  afterAll(() => server.stop());

  /** A new one for each try. */
  const makeDatabase = async (): Promise<string> => {
    const name = `takeover-${randomUUID()}`;
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      await client.query(`create database ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    return server.url.replace(/\/postgres$/, `/${name}`);
  };

  const readHistory = async (url: string): Promise<{ run: RunRecord; events: RunEvent[]; steps: StepRecord[] }> => {
    const database = await openDatabase({ url });
    const store = await openSqlRunStore(database);
    const history = {
      run: await store.getRun('shared-1'),
      events: await store.readEvents('shared-1', { after: 0, limit: 100_000 }),
      steps: await store.listSteps('shared-1'),
    };
    await database.close();
    return history;
  };

  /** Stops the process at moments of its work until it is one at which it does, or does not, hold the run's row in an open transaction. */
  const stopWhere = async (url: string, child: ChildProcess, isWriting: boolean): Promise<void> => {
    const watcher = new Client({ connectionString: url });
    await watcher.connect();
    const isInTransaction = async (): Promise<boolean> => {
      // What it sent before it was stopped is still being done.
      await sleep(50);
      const { rows } = await watcher.query<{ written: boolean }>(
        "select backend_xid is not null as written from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
      );
      return rows.some(({ written }) => written);
    };
    try {
      for (;;) {
        child.kill('SIGSTOP');
        if ((await isInTransaction()) === isWriting) return;
        child.kill('SIGCONT');
        await sleep(Math.random() * 50);
      }
    } finally {
      await watcher.end();
    }
  };

  /** How the first one, in the middle of its second step, leaves the run; and what becomes of it while the other one is in the middle of that step. */
  const departures = [
    { how: 'is killed', leave: (_url, child) => child.kill('SIGKILL'), comeBack: undefined, ending: 'SIGKILL' },
    {
      how: 'is held up for long and wakes again',
      leave: (url, child) => stopWhere(url, child, false),
      comeBack: 'SIGCONT',
      ending: 0,
    },
    {
      how: 'is held up for long in the middle of writing and wakes again',
      leave: (url, child) => stopWhere(url, child, true),
      comeBack: 'SIGCONT',
      ending: 0,
    },
  ] as const satisfies readonly {
    how: string;
    leave: (url: string, child: ChildProcess) => unknown;
    comeBack: NodeJS.Signals | undefined;
    ending: number | NodeJS.Signals;
  }[];

  test.concurrent.for(departures)(
    'the second takes the run over and ends it when the first $how, with no gap, no double and not a word of the first after that',
    async ({ leave, comeBack, ending }, { expect, onTestFinished }) => {
      const url = await makeDatabase();
      const first = startWorkerProcess(url, 'endless');
      onTestFinished(() => void first.child.kill('SIGKILL'));
      await says(first, 'two');
      // In mid-step: some of what it tells has been written, and some has not.
      await expect
        .poll(
          async () =>
            (await readHistory(url)).events.filter(({ step, type }) => step === 'two' && type === 'log').length,
        )
        .toBeGreaterThan(20);
      await leave(url, first.child);

      const second = startWorkerProcess(url, 'waits');
      onTestFinished(() => void second.child.kill('SIGKILL'));
      await says(second, 'two');
      if (comeBack) {
        const noticed = says(first, 'stopped: taken-over');
        first.child.kill(comeBack);
        await noticed;
      }
      second.child.stdin?.end('go\n');
      expect(await first.ended).toBe(ending);
      // The server ends the transaction that one of them was held up in, where it waits for long enough.
      expect(first.complaints()).toMatch(
        /^(?:The PostgreSQL server .*: terminating connection due to idle-in-transaction timeout\n)?$/,
      );
      expect([await second.ended, second.complaints()]).toEqual([0, '']);

      const { run, events, steps } = await readHistory(url);
      expect(run).toMatchObject({ state: 'succeeded', attempt: 2, lastEventId: events.length });
      expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
      expect(
        events
          .filter(({ type }) => type !== 'log')
          .map(({ attempt, type, step }) => [attempt, type, ...(step === undefined ? [] : [step])].join(' ')),
      ).toEqual([
        '1 run.queued',
        '1 run.started',
        '1 step.started one',
        '1 step.succeeded one',
        '1 step.started two',
        '2 run.resumed',
        '2 step.skipped one',
        '2 step.started two',
        '2 step.succeeded two',
        '2 step.started three',
        '2 step.succeeded three',
        '2 run.succeeded',
      ]);
      const takenOver = events.findIndex(({ type }) => type === 'run.resumed');
      expect(new Set(events.slice(takenOver).map(({ attempt }) => attempt))).toEqual(new Set([2]));
      const told = (attempt: number, name: string): string[] =>
        events
          .filter((event) => event.type === 'log' && event.attempt === attempt && event.step === name)
          .map(({ message }) => message);
      const lines = (name: string, count: number): string[] =>
        Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
      expect(told(1, 'one')).toEqual(lines('one', 80));
      expect(told(1, 'two')).toEqual(lines('two', told(1, 'two').length));
      expect(told(2, 'two')).toEqual(lines('two', 80));
      expect(told(2, 'three')).toEqual(lines('three', 80));
      expect(
        steps.map(({ name, attempt, state, output }) => [name, attempt, state, (output as { by?: number } | null)?.by]),
      ).toEqual([
        ['one', 1, 'succeeded', first.child.pid],
        ['two', 1, 'running', undefined],
        ['two', 2, 'succeeded', second.child.pid],
        ['three', 2, 'succeeded', second.child.pid],
      ]);
    },
  );
});

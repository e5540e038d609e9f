import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, type TestContext } from 'vitest';
import { openSqlRunStore } from '../../store/sql-run-store.ts';
import { openDatabase } from '../open-database.ts';
import { readFound, type Found } from './found.fixture.ts';

/** In a folder of its own, where copies and what a power cut puts aside may lie too. */
function makeDirectory({ onTestFinished }: TestContext): string {
  const around = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  onTestFinished(() => rmSync(around, { recursive: true, force: true }));
  const directory = join(around, 'data');
  mkdirSync(directory);
  return directory;
}

interface Life extends Found {
  /** The last id that was acknowledged. */
  readonly acknowledged: number;
  readonly ending: string;
}

/** One life of a process that appends events until it ends by `words`, or is killed so many milliseconds after its first acknowledgement. */
async function live(directory: string, words: readonly string[], killAfter?: number): Promise<Life> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'append.fixture.ts'), directory, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    if (lines.length === 2 && killAfter !== undefined) void sleep(killAfter).then(() => child.kill('SIGKILL'));
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const ending = signal ?? `exit ${code}`;
  if (lines[0] === undefined) throw new Error(`it ended before it had read anything (${ending}): ${complaints}`);
  const { found, counted } = JSON.parse(lines[0]) as Found;
  return { found, counted, acknowledged: Number(lines.length > 1 ? lines.at(-1) : found.length), ending };
}

/** What an opening that nothing disturbs finds. In this process: a start of another one takes three times the processor. */
async function readAll(directory: string): Promise<Found> {
  const database = await openDatabase({ directory });
  try {
    return await readFound(database, await openSqlRunStore(database));
  } finally {
    await database.close();
  }
}

/** All that was acknowledged before is there, each once, with no gap. */
function expectNothingLost({ found, counted }: Found, acknowledged: number): void {
  expect(found.length).toBeGreaterThanOrEqual(acknowledged);
  expect(found.map(([id]) => id)).toEqual(found.map((_event, index) => index + 1));
  for (const [id, message] of found.slice(1)) expect(message).toMatch(new RegExp(`^event ${id} x*$`));
  expect(counted).toEqual({ count: found.length, sum: found.reduce((sum, [, message]) => sum + message.length, 0) });
}

test.concurrent('of what was acknowledged nothing is lost in 20 rounds of SIGKILL', async (context) => {
  const directory = makeDirectory(context);
  let acknowledged = 0;
  for (let round = 1; round <= 20; round += 1) {
    const life = await live(directory, [], Math.random() * 150);
    expect(life.ending).toBe('SIGKILL');
    expectNothingLost(life, acknowledged);
    acknowledged = life.acknowledged;
  }
  expect(acknowledged).toBeGreaterThan(20);
});

const disks = [
  { when: 'nothing is left but what was synced, in 12 rounds', model: 'strict', rounds: 12 },
  { when: 'the system wrote some of the rest by itself, in 6 rounds', model: 'mixed', rounds: 6 },
];
/** Every so many syncs an opening is cut, beginning with one of the first by chance: all of them would take minutes each time. */
const everySync = 3;

describe('of what was acknowledged nothing is lost in power cuts, when', () => {
  test.concurrent.for(disks)('$when', async ({ model, rounds }, context) => {
    const directory = makeDirectory(context);
    let acknowledged = 0;
    await live(directory, [], 0);
    for (let round = 1; round <= rounds; round += 1) {
      const life = await live(directory, [String(20 + Math.floor(Math.random() * 400)), model]);
      expect(life.ending).toBe('SIGKILL');
      expectNothingLost(life, acknowledged);
      acknowledged = life.acknowledged;
    }
    expectNothingLost(await live(directory, [], 0), acknowledged);
    expect(acknowledged).toBeGreaterThan(rounds);
  });
});

/** Opens the database after a power cut, and the power goes again at this sync of the opening. Gives how that ended. */
async function cutOpening(directory: string, sync: number, model: string): Promise<string> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'append.fixture.ts'), directory, String(sync), model, 'opening'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return signal ?? `exit ${code} ${complaints}`;
}

describe('of what was acknowledged nothing is lost when the power goes again at a sync of the opening after a power cut, and', () => {
  test.concurrent.for(disks)('$when', async ({ model }, context) => {
    const directory = makeDirectory(context);
    await live(directory, ['30', model]);
    // Far enough for a checkpoint or two, so that the opening has log to play back.
    const { acknowledged } = await live(directory, [String(300 + Math.floor(Math.random() * 100)), model]);
    const again = `${directory}.again`;
    let sync = 1 + Math.floor(Math.random() * everySync);
    for (; ; sync += everySync) {
      cpSync(directory, again, { recursive: true });
      const ending = await cutOpening(again, sync, model);
      if (ending !== 'SIGKILL') {
        expect(ending, `cut at sync ${sync}`).toBe('exit 0 ');
        break;
      }
      expectNothingLost(await readAll(again), acknowledged);
      rmSync(again, { recursive: true });
    }
    expect(sync).toBeGreaterThan(10);
  });
});

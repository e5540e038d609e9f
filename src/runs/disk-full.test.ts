import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A disk of its own, of a given size, for one process: a file system in memory that only this process sees. */
const mounted = ['-m', 'sh', '-c', 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift && exec "$2" "$3" "$1" "$4"', 'sh'];
const probe = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
const canMount = spawnSync('unshare', [...mounted, '1m', probe, 'true', '']).status === 0;
rmSync(probe, { recursive: true, force: true });
if (!canMount) console.warn('The full disk is not tested: this user may not mount a small one.');

const disks: readonly (readonly [name: string, left: number])[] = [
  ['with nothing left', 0],
  // PostgreSQL gives up for good where its log needs another segment of 16 MB and gets none.
  ['with less left than the log needs', 15_000_000],
];

/** Runs a program on a directory with a small disk of its own, and gives what it printed. */
async function onSmallDisk<T>(name: string, left: number): Promise<{ readonly directory: string; readonly told: T }> {
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  const { stdout } = await promisify(execFile)('unshare', [...mounted, '80m', directory, process.execPath, join(import.meta.dirname, `${name}.fixture.ts`), String(left)], { maxBuffer: 16 << 20 });
  rmSync(directory, { recursive: true, force: true });
  return { directory, told: JSON.parse(stdout) as T };
}

test.skipIf(!canMount).each(disks)('on a disk %s a run pauses with a clear error, and goes on when there is room, with nothing lost', async (_name, left) => {
  const { directory, told } = await onSmallDisk<{ events: [id: number, type: string, code: string | null, message: string][]; reported: string[] }>('disk-full', left);
  const { events, reported } = told;
  expect(events.map(([id]) => id)).toEqual(events.map((_event, index) => index + 1));
  expect(events.filter(([, type]) => type === 'log').map(([, , , message]) => message)).toEqual(Array.from({ length: 3000 }, (_, index) => `line ${index + 1}`));
  const paused = events.find(([, type]) => type === 'run.paused');
  expect(paused).toMatchObject([expect.any(Number), 'run.paused', 'MLA-RUN-013', expect.stringContaining(`no room left on the disk that holds ${directory}`)]);
  expect(events.filter(([, type]) => type !== 'log').map(([, type]) => type)).toEqual(['run.queued', 'run.started', 'step.started', 'run.paused', 'run.continued', 'step.succeeded', 'run.succeeded']);
  expect(reported).toContain('MLA-RUN-013');
}, 90_000);

interface Stored {
  readonly events: readonly unknown[];
  readonly [what: string]: unknown;
}

interface Tried {
  readonly codes: Record<string, string>;
  readonly unfinishedFiles: readonly string[];
  readonly otherKey?: boolean;
}

test.skipIf(!canMount).each(disks)('on a disk %s whatever else is written says so and changes nothing; with room again all of it is written', async (_name, left) => {
  const { told } = await onSmallDisk<{ before: Stored; full: Tried; cancelled: string; between: Stored; roomy: Tried; after: Stored }>('disk-full-writers', left);
  const { before, full, cancelled, between, roomy, after } = told;
  const { 'a key of its own': ownKey, ...codes } = full.codes;
  expect(codes).toEqual(Object.fromEntries(Object.keys(codes).map((name) => [name, 'MLA-RUN-013'])));
  // The key needs no database: it is whole or not there.
  expect([ownKey, full.otherKey, full.unfinishedFiles]).toEqual(left === 0 ? ['MLA-RUN-013', false, []] : ['written', true, []]);

  // To cancel is let through.
  expect(cancelled).toBe('cancelled');
  expect(between).toEqual({
    ...before,
    runs: [['waiting-1', 'cancelled', 3], ['old-1', 'failed', 1]],
    events: [...before.events, ['waiting-1', 2, 'run.cancel-requested'], ['waiting-1', 3, 'run.cancelled']],
  });

  expect(roomy).toEqual({ codes: Object.fromEntries(Object.keys(full.codes).map((name) => [name, 'written'])), unfinishedFiles: [] });
  expect(after).toMatchObject({
    connections: ['lab', 'second'],
    password: 'after',
    kubeconfig: 'kubeconfig after',
    credentials: 'user@example.com',
    marks: 1,
    runs: [['new-1', 'queued', 1], ['waiting-1', 'cancelled', 3], ['old-1', 'queued', 3]],
  });
}, 90_000);

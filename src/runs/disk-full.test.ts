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

test.skipIf(!canMount).each(disks)('on a disk %s a run pauses with a clear error, and goes on when there is room, with nothing lost', async (_name, left) => {
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  const { stdout } = await promisify(execFile)('unshare', [...mounted, '80m', directory, process.execPath, join(import.meta.dirname, 'disk-full.fixture.ts'), String(left)], { maxBuffer: 16 << 20 });
  rmSync(directory, { recursive: true, force: true });
  const { events, reported } = JSON.parse(stdout) as { events: [id: number, type: string, code: string | null, message: string][]; reported: string[] };
  expect(events.map(([id]) => id)).toEqual(events.map((_event, index) => index + 1));
  expect(events.filter(([, type]) => type === 'log').map(([, , , message]) => message)).toEqual(Array.from({ length: 3000 }, (_, index) => `line ${index + 1}`));
  const paused = events.find(([, type]) => type === 'run.paused');
  expect(paused).toMatchObject([expect.any(Number), 'run.paused', 'MLA-RUN-013', expect.stringContaining(`no room left on the disk that holds ${directory}`)]);
  expect(events.filter(([, type]) => type !== 'log').map(([, type]) => type)).toEqual(['run.queued', 'run.started', 'step.started', 'run.paused', 'run.continued', 'step.succeeded', 'run.succeeded']);
  expect(reported).toContain('MLA-RUN-013');
}, 90_000);

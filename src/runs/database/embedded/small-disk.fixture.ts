import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { patience } from '../../../../test/patience.fixture.ts';

/** A disk of its own, of a given size, for one process: a file system in memory that only this process sees. */
const mounted = ['-m', 'sh', '-c', 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift && exec "$2" "$3" "$1" "$4"', 'sh'];
const probe = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));

/** Whether this user may mount one. */
export const canMount = spawnSync('unshare', [...mounted, '1m', probe, 'true', '']).status === 0;
rmSync(probe, { recursive: true, force: true });

/** How much is left of a full disk, in bytes, and what to call it. */
export const fullDisks: readonly (readonly [name: string, left: number])[] = [
  ['with nothing left', 0],
  // PostgreSQL stops permanently where its log needs another segment of 16 MB and gets none.
  ['with less left than the log needs', 15_000_000],
];

/** Runs a program on a directory with a small disk of its own, and gives what it printed. It is told the directory and how much to leave when it fills the disk. */
export async function onSmallDisk<T>(
  program: string,
  left: number,
): Promise<{ readonly directory: string; readonly told: T }> {
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  const { stdout } = await promisify(execFile)(
    'unshare',
    [...mounted, '80m', directory, process.execPath, program, String(left)],
    // One that hangs is ended before the test is, so that nothing of it stays.
    { maxBuffer: 16 << 20, timeout: patience.work, killSignal: 'SIGKILL' },
  );
  rmSync(directory, { recursive: true, force: true });
  return { directory, told: JSON.parse(stdout) as T };
}

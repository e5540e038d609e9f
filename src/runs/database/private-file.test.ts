import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPrivateFile, keepPrivateFile } from './private-file.ts';

describe('a private file', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    path = join(directory, 'token');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const refuse = (reason: string): Error => new Error(reason);
  const keep = (content = 'made'): Promise<string> => keepPrivateFile({ path, make: () => content, refuse });

  test('is made whole, for its owner only, and is the same at the next start', async () => {
    expect(await keep('first')).toBe('first');
    expect(await keep('second')).toBe('first');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['token']);
  });

  test('is one and the same for all who make it at once', async () => {
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map(keep));
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toBe((await readFile(path, 'utf8')).trim());
  });

  test('is refused where others may read it', async () => {
    await writeFile(path, 'known to all');
    await chmod(path, 0o644);
    await expect(keep()).rejects.toThrow('others may read the file');
  });

  test.skipIf(process.getuid?.() !== 0)('is refused where another user made it', async () => {
    await writeFile(path, 'planted', { mode: 0o600 });
    await chown(path, 65534, 65534);
    await expect(keep()).rejects.toThrow('it belongs to another user');
  });

  test.skipIf(process.platform === 'win32')(
    'is refused, and not waited for, where a pipe is in its place',
    async () => {
      expect(spawnSync('mkfifo', ['-m', '600', path]).status).toBe(0);
      await expect(keep()).rejects.toThrow('it is not a file');
    },
  );

  test('is not read beyond the length of a key', async () => {
    await writeFile(path, 'x'.repeat(5000), { mode: 0o600 });
    await expect(keep()).rejects.toThrow('it has 5000 bytes');
  });

  test('is not there until someone keeps it', async () => {
    expect(await findPrivateFile({ path, refuse })).toBeUndefined();
  });
});

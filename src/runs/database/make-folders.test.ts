import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolders } from './make-folders.ts';

let root: string;
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'mla-folders-'))));
afterEach(() => rm(root, { recursive: true, force: true }));

test('folders that are missing are made with the mode, several at once, and again without an error', async () => {
  const deep = join(root, 'a', 'b', 'c');
  await Promise.all([makeFolders(deep, 0o700), makeFolders(deep, 0o700), makeFolders(join(root, 'a', 'd'), 0o700)]);
  await makeFolders(deep, 0o755);
  expect((await stat(join(root, 'a', 'b'))).mode & 0o777).toBe(0o700);
  expect((await stat(deep)).mode & 0o777).toBe(0o700);
});

test('a file that is where a folder has to be is refused', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(makeFolders(join(root, 'file'), 0o700)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(root, 'file', 'below'), 0o700)).rejects.toMatchObject({ code: 'ENOTDIR' });
});

// Node's recursive mkdir runs forever here.
test.runIf(process.platform === 'linux')(
  'a place where nobody can make a folder is refused and does not hang',
  async () => {
    await expect(makeFolders('/proc/mlanywhere/below', 0o700)).rejects.toMatchObject({ code: 'ENOENT' });
  },
);

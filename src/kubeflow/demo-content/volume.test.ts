import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyScript } from './volume.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-copy-'));
  // As the kubelet lays out a ConfigMap: files in a folder with a date, a link to it, and links to what it has.
  await mkdir(join(folder, 'files/..2026_11_30/shapes'), { recursive: true });
  await writeFile(join(folder, 'files/..2026_11_30/one.ipynb'), 'one');
  await writeFile(join(folder, 'files/..2026_11_30/shapes/data.py'), 'data');
  await symlink('..2026_11_30', join(folder, 'files/..data'));
  await symlink('..data/one.ipynb', join(folder, 'files/one.ipynb'));
  await symlink('..data/shapes', join(folder, 'files/shapes'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const copy = (): Promise<unknown> =>
  promisify(execFile)('/bin/sh', ['-c', copyScript, 'copy', join(folder, 'files'), join(folder, 'home/demo')]);

async function found(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('find', ['.', '-type', 'f'], { cwd: join(folder, 'home/demo') });
  return stdout.trim().split('\n').toSorted();
}

test('the files of a ConfigMap are copied into the volume, each once', async () => {
  await copy();
  expect(await found()).toEqual(['./one.ipynb', './shapes/data.py']);
});

test('a file that the user changed stays, and one that is missing comes back', async () => {
  await copy();
  await writeFile(join(folder, 'home/demo/one.ipynb'), 'mine');
  await rm(join(folder, 'home/demo/shapes/data.py'));
  await copy();
  expect(await readFile(join(folder, 'home/demo/one.ipynb'), 'utf8')).toBe('mine');
  expect(await readFile(join(folder, 'home/demo/shapes/data.py'), 'utf8')).toBe('data');
});

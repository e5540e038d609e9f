import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashContents } from './content-hash.mjs';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mlanywhere-hash-'));
  await mkdir(join(root, 'web', 'dist'), { recursive: true });
  await writeFile(join(root, 'web', 'index.html'), '<html>');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const hash = () => hashContents(root, ['web', 'not-there'], (name) => name === 'dist');

test('the same contents have the same hash', async () => {
  expect(await hash()).toBe(await hash());
});
test('a changed, a new and a renamed file each change it', async () => {
  const seen = [await hash()];
  await writeFile(join(root, 'web', 'index.html'), '<html lang>');
  seen.push(await hash());
  await writeFile(join(root, 'web', 'main.ts'), '');
  seen.push(await hash());
  await rename(join(root, 'web', 'main.ts'), join(root, 'web', 'other.ts'));
  seen.push(await hash());
  expect(new Set(seen).size).toBe(4);
});
test('what is left out does not change it', async () => {
  const before = await hash();
  await writeFile(join(root, 'web', 'dist', 'index.html'), 'built');
  expect(await hash()).toBe(before);
});

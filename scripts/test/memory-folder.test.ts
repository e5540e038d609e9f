import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeMemoryFolder } from './memory-folder.mjs';

const plenty = 64 * 2 ** 30;
const processId = 2 ** 30;
const canUse = ((): boolean => {
  const folder = makeMemoryFolder({ memory: plenty, processId });
  if (folder !== undefined) rmSync(folder, { recursive: true });
  return folder !== undefined;
})();

test.runIf(canUse)('a folder in memory is there for every user, and what a killed run left is removed', () => {
  const [left, living] = [processId + 1, process.ppid].map((id) => `/dev/shm/mlanywhere-tests-${id}`) as [
    string,
    string,
  ];
  const isOurs = existsSync(living);
  mkdirSync(left);
  writeFileSync(join(left, 'file'), '');
  if (!isOurs) mkdirSync(living);
  const folder = makeMemoryFolder({ memory: plenty, processId });
  try {
    expect(folder).toBe(`/dev/shm/mlanywhere-tests-${processId}`);
    expect(statSync(folder ?? '').mode & 0o7777).toBe(0o1777);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(living)).toBe(true);
  } finally {
    rmSync(folder ?? '', { recursive: true, force: true });
    if (!isOurs) rmSync(living, { recursive: true });
  }
});

test('there is none on a machine with little memory, and none on a disk', () => {
  expect(makeMemoryFolder({ memory: 2 ** 30, processId })).toBeUndefined();
  const disk = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
  try {
    expect(makeMemoryFolder({ shared: join(disk, 'none'), memory: plenty, processId })).toBeUndefined();
    expect(makeMemoryFolder({ shared: process.cwd(), memory: plenty, processId })).toBeUndefined();
  } finally {
    rmSync(disk, { recursive: true });
  }
});

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const entry = join(dirname(import.meta.dirname), '.ci/run');
let bin = '';

/** A machine where nothing is really installed, and `npm` answers as told. */
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'mlanywhere-ci-'));
  await program('apt-get', 'exit 0');
});
afterEach(() => rm(bin, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function runCi(): { code: number | null; lines: string[] } {
  const { status, stdout } = spawnSync(entry, {
    encoding: 'utf8',
    env: { PATH: `${bin}:/usr/bin:/bin`, MLA_RELEASE_PATH: '/releases' },
  });
  return { code: status, lines: stdout.trimEnd().split('\n') };
}

test('the last line is the sum of tests and checks', async () => {
  await program(
    'npm',
    'if [ "$1" = test ]; then echo "120 passed, 0 failed, 2 skipped"; else echo "6 passed, 0 failed"; fi',
  );
  const { code, lines } = runCi();
  expect(lines.slice(-2)).toEqual(['2 skipped', '126 passed, 0 failed']);
  expect(code).toBe(0);
});

test('one failed test fails it', async () => {
  await program(
    'npm',
    'if [ "$1" = test ]; then echo "119 passed, 1 failed"; exit 1; else echo "6 passed, 0 failed"; fi',
  );
  const { code, lines } = runCi();
  expect(lines.at(-1)).toBe('125 passed, 1 failed');
  expect(code).not.toBe(0);
});

test('a run that ends badly without a count is one failure', async () => {
  await program('npm', 'if [ "$1" = test ]; then echo "Killed"; exit 137; else echo "6 passed, 0 failed"; fi');
  const { code, lines } = runCi();
  expect(lines.at(-1)).toBe('6 passed, 1 failed');
  expect(code).not.toBe(0);
});

test('a failed check fails it, also one that ends badly without a count', async () => {
  for (const [check, last] of [
    ['echo "7 passed, 1 failed"; exit 1', '127 passed, 1 failed'],
    ['echo "Killed"; exit 137', '120 passed, 1 failed'],
  ] as const) {
    await program('npm', `if [ "$1" = test ]; then echo "120 passed, 0 failed"; else ${check}; fi`);
    const { code, lines } = runCi();
    expect(lines.at(-1)).toBe(last);
    expect(code).not.toBe(0);
  }
});

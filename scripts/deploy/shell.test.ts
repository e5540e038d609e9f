import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const scripts = ['mla', '.ci/run', ...globSync(['deploy/**/*.sh', 'test/deploy/**/*.sh'], { cwd: root })];
const shellcheck = (...words: string[]) => spawnSync('shellcheck', words, { cwd: root, encoding: 'utf8' });

test.skipIf(shellcheck('--version').status !== 0)('shellcheck finds no fault in the shell scripts', () => {
  expect(scripts.length).toBeGreaterThan(6);
  const { status, stdout } = shellcheck('--external-sources', '--source-path', root, ...scripts);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

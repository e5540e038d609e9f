import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensurePackages } from './packages.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mlanywhere-packages-'));
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{}}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program in npm's place that takes a while and then ends as it is told. */
function npmThatTakes(milliseconds: number, exitCode: number): NodeJS.ProcessEnv {
  const program = join(root, 'npm.mjs');
  writeFileSync(program, `setTimeout(() => process.exit(${exitCode}), ${milliseconds})`);
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  return { ...process.env, npm_execpath: program, npm_node_execpath: process.execPath };
}

test('an installation of packages that takes long says again and again that it goes on, and stops saying so', async () => {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  await ensurePackages({ root, env: npmThatTakes(900, 0), say, sayEvery: 200 });
  expect(said[0]).toMatch(/^Installing packages/);
  expect(said.length).toBeGreaterThanOrEqual(3);
  expect(said.at(-1)).toMatch(/^Still installing packages, \d+ s so far\.$/);
  const all = said.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(said).toHaveLength(all);
});

test('so does one that fails', async () => {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  await expect(ensurePackages({ root, env: npmThatTakes(300, 1), say, sayEvery: 100 })).rejects.toThrow(/ended with 1/);
  const all = said.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(said).toHaveLength(all);
});

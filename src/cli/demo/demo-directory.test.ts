import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDemoDirectory } from './demo-directory.ts';

let directory: string;
let other: ChildProcess;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  await once(other, 'spawn');
});
afterEach(async () => {
  other.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

test('a demo ends the process that the one before it kept running', async () => {
  const first = await openDemoDirectory(directory);
  await first.keep(other.pid!);
  await first.release();
  const gone = once(other, 'exit');
  await (await openDemoDirectory(directory)).release();
  expect(await gone).toEqual([null, 'SIGTERM']);
});

test.each([
  ['began at another time', { start: 'long ago' }],
  ['is remembered by its number alone', {}],
])('a demo leaves alone a process that has the remembered number, but %s', async (_what, identity) => {
  await writeFile(join(directory, 'kept.json'), JSON.stringify({ processId: other.pid, ...identity }));
  await (await openDemoDirectory(directory)).release();
  expect([other.exitCode, other.signalCode]).toEqual([null, null]);
  expect(() => process.kill(other.pid!, 0)).not.toThrow();
  await expect(readFile(join(directory, 'kept.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});

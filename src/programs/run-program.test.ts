import { expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import { type ProgramCall, runProgram } from './run-program.ts';
import { patience, promises, within } from '../../test/patience.fixture.ts';

const node = (script: string, more: Partial<ProgramCall> = {}): ProgramCall => ({
  file: process.execPath,
  args: ['-e', script],
  environment: {},
  timeout: patience.work,
  maximumOutput: 1024 * 1024,
  ...more,
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('gives what the program wrote and its exit code', async () => {
  const end = await runProgram(node("console.log('out'); console.error('err'); process.exitCode = 3"));
  expect({ ...end, stdout: end.stdout.toString() }).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
});

test('the program sees only the environment that it is given', async () => {
  const end = await runProgram(node('console.log(JSON.stringify(process.env))', { environment: { ONLY: 'this' } }));
  expect(JSON.parse(end.stdout.toString())).toMatchObject({ ONLY: 'this' });
  expect(Object.keys(JSON.parse(end.stdout.toString()) as object)).not.toContain('HOME');
});

test('a program that is not there is an answer with its reason', async () => {
  expect(await runProgram({ ...node(''), file: '/nowhere/kustomize' })).toMatchObject({
    error: expect.stringContaining('ENOENT') as string,
  });
});

test('what takes too long or writes too much is ended with its reason', async () => {
  expect(await runProgram(node('setInterval(() => {}, 1000)', { timeout: 300 }))).toMatchObject({
    error: 'it did not end within 0.3 s',
    timedOutAfter: 300,
  });
  const talkative = await runProgram(node("setInterval(() => process.stdout.write('x'.repeat(65536)), 1)"));
  expect(talkative).toMatchObject({ error: 'it wrote more than 1 MiB' });
  expect(talkative).not.toHaveProperty('timedOutAfter');
});

test('a cancel ends the program and all that it started', async () => {
  const abort = new AbortController();
  const script =
    "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); console.error(String(c.pid)); setInterval(() => {}, 1000)";
  let inner = 0;
  const running = runProgram({
    ...node(script, { signal: abort.signal }),
    onLine: ({ text }) => (inner = Number(text)),
  });
  await expect.poll(() => inner).toBeGreaterThan(0);
  abort.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  await expect.poll(() => isAlive(inner)).toBe(false);
});

test('a cancel does not wait for a program of a group of its own that holds the output open', async () => {
  const abort = new AbortController();
  const script =
    "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: ['ignore', 'inherit', 'inherit'] }); console.error(String(c.pid)); setInterval(() => {}, 1000)";
  let other = 0;
  const running = runProgram({
    ...node(script, { signal: abort.signal }),
    onLine: ({ text }) => (other = Number(text)),
  });
  try {
    await expect.poll(() => other).toBeGreaterThan(0);
    abort.abort();
    await expect(within(promises.cancel, running)).rejects.toMatchObject({ name: 'AbortError' });
    expect(isAlive(other)).toBe(true);
  } finally {
    process.kill(other, 'SIGKILL');
  }
});

test('lines come as they are written, whole and without what is secret', async () => {
  const lines: string[] = [];
  const script =
    "process.stdout.write('on'); process.stdout.write('e hush-hush\\n'); process.stderr.write(Buffer.from([0xc3])); setTimeout(() => { process.stderr.write(Buffer.concat([Buffer.from([0xa4]), Buffer.from('ö hush-hush\\n')])); process.stdout.write('last'); }, 50)";
  const end = await runProgram(
    node(script, {
      secrets: [new Secret('hush-hush')],
      onLine: ({ from, text }) => lines.push(`${from}: ${text}`),
    }),
  );
  expect(lines.toSorted()).toEqual(['stderr: äö [secret]', 'stdout: last', 'stdout: one [secret]']);
  expect(end.stderr).toBe('äö [secret]\n');
});

test.runIf(process.platform === 'linux')(
  'what holds too much memory is ended, and what a program held is told',
  async () => {
    const holds = (mebibytes: number) =>
      node(
        `const held = Buffer.alloc(${mebibytes} * 1024 * 1024, 1); setTimeout(() => console.log(held.length), 1500)`,
        {
          maximumMemory: 300 * 1024 * 1024,
        },
      );
    expect(await runProgram(holds(400))).toMatchObject({ error: 'it needed more than 300 MiB of memory' });
    const modest = await runProgram(holds(100));
    expect(modest.exitCode).toBe(0);
    expect(modest.peakMemory).toBeGreaterThan(100 * 1024 * 1024);
  },
);

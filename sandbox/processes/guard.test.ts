import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from '../../test/patience.fixture.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test('a program that knows nothing of us ends when its parent is killed without warning', async () => {
  const script = `
    const { spawn } = await import('node:child_process');
    const { guardProcess } = await import(${JSON.stringify(fileURLToPath(new URL('guard.ts', import.meta.url)))});
    const program = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    guardProcess(program.pid, new Promise((resolve) => program.once('exit', resolve)));
    console.log(program.pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(output.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await eventually(async () => !isAlive(pid));
});

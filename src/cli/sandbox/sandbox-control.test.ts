import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerFor, describeSandbox, type SandboxDescription, stopSandbox } from './sandbox-control.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-control-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const describe = (): SandboxDescription => ({
  name: 'sandbox',
  server: 'https://127.0.0.1:6443',
  kubeconfig: join(directory, 'kubeconfig'),
  directory,
  processId: process.pid,
  startedAt: new Date().toISOString(),
});

test('a sandbox that nobody holds does not answer', async () => {
  expect(await describeSandbox(directory)).toBeUndefined();
  expect(await stopSandbox(directory)).toBe(false);
});

test('a sandbox that is held says what it is, and is free after it was closed', async () => {
  const control = await answerFor(describe());
  expect(await describeSandbox(directory)).toEqual(expectedFor(await describeSandbox(directory)));
  await control.close();
  expect(await describeSandbox(directory)).toBeUndefined();
});

test('who asks it to stop waits until it has stopped', async () => {
  const order: string[] = [];
  const control = await answerFor(describe());
  const held = control.stopAsked.then(async () => {
    order.push('stopped');
    await control.close();
  });
  expect(await stopSandbox(directory)).toBe(true);
  order.push('known');
  await held;
  expect(order).toEqual(['stopped', 'known']);
});

test('a folder with a very long path is held all the same', async () => {
  const deep = join(directory, 'a'.repeat(100), 'b'.repeat(100));
  const control = await answerFor({ ...describe(), directory: deep });
  expect((await describeSandbox(deep))?.directory).toBe(deep);
  await control.close();
});

function expectedFor(seen: SandboxDescription | undefined): SandboxDescription {
  return { ...describe(), startedAt: seen?.startedAt ?? '' };
}

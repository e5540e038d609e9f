import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBackground } from './background.ts';

test('a server that stops aborts what runs in the background and waits until it has cleaned up', async () => {
  const { closing, keep, end } = createBackground();
  let cleaned = false;
  const work = async (): Promise<void> => {
    await pause(600_000, undefined, { signal: closing }).catch(() => undefined);
    await pause(20);
    cleaned = true;
    throw new Error('aborted');
  };
  const running = work();
  running.catch(() => undefined);
  keep(running);
  await end();
  expect(cleaned).toBe(true);
});

test('work that does not end keeps no server from stopping', async () => {
  const { keep, end } = createBackground(20);
  keep(new Promise(() => undefined));
  await end();
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { longestTimeoutSeconds } from '../../api/run-options.ts';
import { startTimeLimit } from './time-limit.ts';

test('the longest limit that can be given does not expire immediately, as a timer of JavaScript would', async () => {
  const short = startTimeLimit({ timeoutSeconds: 0.001 });
  const long = startTimeLimit({ timeoutSeconds: longestTimeoutSeconds });
  while (!short.signal.aborted) await sleep(1);
  await sleep(10);
  expect(long.signal.aborted).toBe(false);
});

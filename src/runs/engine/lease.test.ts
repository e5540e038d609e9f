import { expect, test } from 'vitest';
import { openLease } from './lease.ts';

test('a lease is closed before the first heartbeat, for a while after each, and after a pause until the next', async () => {
  const clock = { running: 0, wall: 1_700_000_000_000 };
  const pass = (milliseconds: number, { asleep = false } = {}): void => {
    if (!asleep) clock.running += milliseconds;
    clock.wall += milliseconds;
  };
  let heartbeats = 0;
  let takes = 0;
  const failures: Error[] = [];
  const lease = openLease(
    () => {
      heartbeats += 1;
      pass(takes);
      const [failure] = failures;
      return failure === undefined ? Promise.resolve({ cancelRequested: false }) : Promise.reject(failure);
    },
    () => ({ ...clock }),
  );
  expect(lease.isOpen()).toBe(false);
  await Promise.all([lease.open(), lease.open()]);
  expect([lease.isOpen(), heartbeats]).toEqual([true, 1]);
  pass(7999);
  expect(lease.isOpen()).toBe(true);
  pass(1);
  expect(lease.isOpen()).toBe(false);

  // It counts from when the heartbeat was sent: the database may have taken it then.
  takes = 3000;
  await lease.beat();
  pass(5000);
  expect(lease.isOpen()).toBe(false);

  takes = 0;
  await lease.beat();
  pass(60_000, { asleep: true });
  expect(lease.isOpen()).toBe(false);
  failures.push(new Error('taken over'));
  await expect(lease.open()).rejects.toThrow('taken over');
  expect(lease.isOpen()).toBe(false);
});

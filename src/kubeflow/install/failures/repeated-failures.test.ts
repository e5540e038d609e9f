import { expect, test } from 'vitest';
import { MlaError } from '../../../errors/error.ts';
import { RepeatedFailures } from './repeated-failures.ts';

const missing = new MlaError('kubernetes.namespaceMissing', { namespace: 'shop', object: 'ConfigMap shop/prices' });
const denied = new MlaError('kubernetes.deniedByWebhook', {
  webhook: 'policy',
  object: 'ConfigMap shop/prices',
  reason: 'no',
});
const refused = new MlaError('kubernetes.connectionRefused', { server: 'https://it', contexts: '' });

test('a refusal that repeats is told the first, tenth and hundredth time; another reason and another object start from one', () => {
  const failures = new RepeatedFailures();
  const told = Array.from({ length: 598 }, () => failures.refused(1, missing)).filter((times) => times !== undefined);
  expect(told).toEqual([1, 10, 100]);
  expect(failures.refusals(1)).toBe(598);
  expect(failures.refused(2, missing)).toBe(1);
  expect(failures.refused(1, denied)).toBe(1);
  failures.forget(1);
  expect(failures.refusals(1)).toBe(0);
});

test('requests without an answer are told as one outage, whatever they were for; after ten seconds without one it is another outage', () => {
  let now = 0;
  const failures = new RepeatedFailures(() => now);
  const told = Array.from({ length: 287 }, () => {
    now += 50;
    return failures.unanswered(refused);
  }).filter((times) => times !== undefined);
  expect(told).toEqual([1, 10, 100]);
  now += 11_000;
  expect(failures.unanswered(refused)).toBe(1);
});

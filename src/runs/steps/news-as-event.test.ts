import { expect, test } from 'vitest';
import { newsAsEvent } from './news-as-event.ts';

const wait = (what: string, more: object = {}) => ({
  what,
  since: '2026-01-01T00:00:00.000Z',
  severity: 'info' as const,
  ...more,
});

test('waits are told with their number before the reason of the first, and an end of all of them as what it is', () => {
  const waits = [
    wait('the API server', { why: 'It does not answer (VPN).' }),
    wait('a'),
    wait('b'),
    wait('later', { later: true }),
  ];
  expect(newsAsEvent({ type: 'waits', waits }).message).toBe(
    'Waiting for the API server and 2 more: It does not answer (VPN).',
  );
  expect(newsAsEvent({ type: 'waits', waits: [] }).message).toBe('Nothing left to wait for');
});

test('only what has lasted for longer than its limit is longer than usual; what somebody has to end needs attention', () => {
  const slow = { type: 'slow', what: 'Deployment a/b', seconds: 25, why: 'Its pods cannot be created.' } as const;
  expect(newsAsEvent({ ...slow, overdue: false }).message).toBe(
    'Needs attention: Deployment a/b. Its pods cannot be created.',
  );
  expect(newsAsEvent({ ...slow, overdue: true }).message).toBe(
    'Takes longer than usual: Deployment a/b, 25 s so far. Its pods cannot be created.',
  );
});

test('repeated refusals and requests are told with their number', () => {
  const about = { object: 'ConfigMap a/b', component: 'c', why: 'No.' };
  expect([1, 10].map((times) => newsAsEvent({ type: 'object-rejected', ...about, times }).message)).toEqual([
    'Rejected, will retry: ConfigMap a/b. No.',
    'Rejected 10 times: ConfigMap a/b. No.',
  ]);
  expect([1, 10].map((times) => newsAsEvent({ type: 'object-resent', ...about, times }).message)).toEqual([
    'Sending again: ConfigMap a/b. No.',
    '10 requests sent again in this outage, the latest for ConfigMap a/b. No.',
  ]);
});

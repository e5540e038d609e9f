import { expect, test } from 'vitest';
import type { WaitView } from '../../api/run.ts';
import { CauseLines } from './cause-lines.ts';
import { at, installing, start } from './recorded-views.fixture.ts';

const wait = (what: string, why: string | undefined, more: Partial<WaitView> = {}): WaitView => ({
  what,
  since: at(30),
  severity: 'warning',
  ...(why === undefined ? {} : { why }),
  ...more,
});
const seen = (...waiting: WaitView[]) => ({ ...installing, waiting });
const now = start + 31_000;

test('each cause is told once when it appears, and again when it becomes another one', () => {
  const causes = new CauseLines();
  const view = seen(
    wait('DaemonSet kube-system/istio-cni-node', 'Its pods cannot be created: the policy company-images denies them.'),
  );
  expect(causes.next(view, now)).toEqual([
    'waiting for DaemonSet kube-system/istio-cni-node: Its pods cannot be created: the policy company-images denies them.',
  ]);
  expect(causes.next(view, now + 1000)).toEqual([]);
  expect(causes.next(seen(), now + 2000)).toEqual([]);
  expect(causes.next(view, now + 3000)).toEqual([]);
  expect(
    causes.next(seen(wait('DaemonSet kube-system/istio-cni-node', 'The image does not exist.')), now + 4000),
  ).toEqual(['waiting for DaemonSet kube-system/istio-cni-node: The image does not exist.']);
});

test('a count that goes up is no new cause', () => {
  const causes = new CauseLines();
  expect(causes.next(seen(wait('Deployment a', 'It was restarted 3 times.')), now)).toHaveLength(1);
  expect(causes.next(seen(wait('Deployment a', 'It was restarted 4 times.')), now)).toEqual([]);
});

test('what has the same cause shares a line', () => {
  const waits = ['a', 'b', 'c', 'd', 'e'].map((name) => wait(`Deployment ${name}`, 'The quota team is used up.'));
  expect(new CauseLines().next(seen(...waits), now)).toEqual([
    'waiting for Deployment a, Deployment b, Deployment c and 2 more: The quota team is used up.',
  ]);
});

test('a wait without trouble is told when it lasts for a minute, and one whose turn has not come never', () => {
  const causes = new CauseLines();
  const view = seen(
    wait('webhook b', 'no pod behind its service is ready', { severity: 'info' }),
    wait('webhook c', 'comes after b', { severity: 'info', later: true }),
  );
  expect(causes.next(view, now)).toEqual([]);
  expect(causes.next(view, start + 90_000)).toEqual(['waiting for webhook b: no pod behind its service is ready']);
});

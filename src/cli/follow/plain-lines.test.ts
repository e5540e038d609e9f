import { expect, test } from 'vitest';
import { plainLines } from './plain-lines.ts';
import { installing, queued, start, succeeded } from './recorded-views.fixture.ts';

const now = start + 31_000;

test('a pipe gets one line for each thing that happened between two looks', () => {
  expect(plainLines(queued, installing, now)).toMatchInlineSnapshot(`
    [
      "       31 s  Connect to CCP https://127.0.0.1:8443 done in 0.2 s: CCP 6.1.0, certificate pinned",
      "       31 s  Create cluster demo (1 + 3 nodes) done in 9.1 s: Kubernetes v1.36.3, 4 nodes",
      "       31 s  Install Kubeflow 26.03.1 started",
      "       31 s  ready: Istio (40 objects, 2 workloads)",
      "       31 s  warning: kserve takes longer than usual",
      "       31 s  60 %: 512/727 objects, 31/58 workloads ready, waiting for webhook kubeflow/kserve-webhook-server-service",
    ]
  `);
  expect(plainLines(installing, succeeded, start + 58_000)).toMatchInlineSnapshot(`
    [
      "       58 s  ready: KServe (60 objects, 3 workloads)",
      "       58 s  Install Kubeflow 26.03.1 done in 49 s",
      "       58 s  Hand over done in 1.0 s",
    ]
  `);
});

test('the first look says which run it is', () => {
  expect(plainLines(undefined, queued, now)).toEqual(['       31 s  create demo: run run-1']);
});

test('nothing new is no line', () => {
  expect(plainLines(installing, { ...installing, lastEventId: 701, progress: 0.631 }, now)).toEqual([]);
});

test('each tenth of the way is told once, with what is done and what is waited for', () => {
  const further = { ...installing, progress: 0.7 };
  expect(plainLines(installing, further, now)).toEqual([
    '       31 s  70 %: 512/727 objects, 31/58 workloads ready, waiting for webhook kubeflow/kserve-webhook-server-service',
  ]);
  expect(plainLines(further, { ...further, progress: 0.79 }, now)).toEqual([]);
});

test('a second attempt and a pause are told', () => {
  expect(plainLines(installing, { ...installing, attempt: 2, state: 'paused' }, now)).toEqual([
    '       31 s  create demo: run run-1, attempt 2',
    '       31 s  paused: the run resumes automatically when the cause is gone',
  ]);
});

test('a pause is told with its reason', () => {
  expect(
    plainLines(
      installing,
      { ...installing, state: 'paused', pausedBecause: 'The disk that holds the data is full.' },
      now,
    ),
  ).toEqual(['       31 s  paused: The disk that holds the data is full.']);
});

test('a cluster that was there already took no time, and a turn that comes later is not what is waited for', () => {
  const found = {
    ...installing,
    phases: installing.phases.map((phase) => (phase.name === 'cluster' ? { ...phase, alreadyThere: true } : phase)),
  };
  expect(plainLines(queued, found, now).find((line) => line.includes('Create cluster'))).toContain(
    'done (already exists)',
  );
  const later = { what: 'webhook later', since: installing.createdAt, severity: 'info' as const, later: true };
  expect(
    plainLines(installing, { ...installing, progress: 0.7, waiting: [later, ...installing.waiting] }, now).join(),
  ).not.toContain('webhook later');
});

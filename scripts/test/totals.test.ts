import { expect, test } from 'vitest';
import { addTotals, countReport, listFailures, summaryLine } from './totals.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

test('tests are counted over all files; what was not run is skipped', () => {
  const report = {
    success: false,
    testResults: [file('passed', 'passed', 'pending'), file('failed', 'failed', 'passed', 'todo')],
  };
  expect(countReport(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
});
test('a file that does not load is one failure', () => {
  expect(countReport({ success: false, testResults: [file('failed'), file('passed', 'passed')] }, 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});
test('an error outside every test is one failure', () => {
  expect(countReport({ success: true, testResults: [file('passed', 'passed')] }, 1)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});
test('a run that died before its report is one failure', () => {
  expect(countReport(undefined, 139)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
test('failures are named, by file and test, with the first lines of the error', () => {
  const failing = {
    status: 'failed',
    fullName: 'a plan is short',
    failureMessages: ['Error: too long\n\n    at plan.ts:3\n'],
  };
  const report = {
    success: false,
    testResults: [
      { name: 'plan.test.ts', status: 'failed', assertionResults: [failing, { status: 'passed' }] },
      { name: 'broken.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: [] },
    ],
  };
  expect(listFailures(report)).toEqual([
    'plan.test.ts: a plan is short\n    Error: too long\n        at plan.ts:3',
    'broken.test.ts: did not load\n    Cannot find module',
  ]);
  expect(listFailures(undefined)).toEqual([]);
});
test('the line names skipped tests only when there are some', () => {
  expect(summaryLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(
    summaryLine(
      addTotals([
        { passed: 3, failed: 1, skipped: 0 },
        { passed: 1, failed: 0, skipped: 2 },
      ]),
    ),
  ).toBe('4 passed, 1 failed, 2 skipped');
});

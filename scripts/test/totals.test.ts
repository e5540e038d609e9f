import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findUnexpectedSkips } from './skips.mjs';
import { readersOf, readWords } from './changed.mjs';
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

const skippedIn = (name: string, fullName: string) => ({
  success: true,
  testResults: [
    {
      name,
      status: 'passed',
      assertionResults: [
        { status: 'skipped', fullName },
        { status: 'passed', fullName: 'another' },
      ],
    },
  ],
});
const everything = { releases: true, kubectl: true, jupyter: true, tensorflow: true, pytorch: true, privileged: true };

test('a skip that the table does not allow is named', () => {
  expect(findUnexpectedSkips(skippedIn('/x/src/kubernetes/watch.test.ts', 'a watch ends'), everything)).toEqual([
    '/x/src/kubernetes/watch.test.ts: a watch ends',
  ]);
});
test('a skip is allowed for what the machine lacks, and only then', () => {
  const golden = skippedIn('/x/src/kubeflow/release/kubectl-golden.test.ts', 'the bundle of 26.03.1');
  expect(findUnexpectedSkips(golden, { ...everything, kubectl: false })).toEqual([]);
  expect(findUnexpectedSkips(golden, { ...everything, releases: false })).toEqual([]);
  expect(findUnexpectedSkips(golden, everything)).toHaveLength(1);
  const kernel = skippedIn(
    '/x/src/kubernetes/port-forward/port-forward.sandbox.test.ts',
    'a kernel of a real Jupyter server',
  );
  expect(findUnexpectedSkips(kernel, { ...everything, jupyter: false })).toEqual([]);
  expect(findUnexpectedSkips(kernel, everything)).toHaveLength(1);
  expect(findUnexpectedSkips(skippedIn('/x/test/install/kubeflow-gates.test.ts', 'each gate'), everything)).toEqual([]);
});
test('a test that says that no release is there may be skipped where one is, and only there', () => {
  const notice = skippedIn('/x/test/any.test.ts', 'Anything needs a release (MLA_RELEASE_PATH)');
  expect(findUnexpectedSkips(notice, everything)).toEqual([]);
  expect(findUnexpectedSkips(notice, { ...everything, releases: false })).toHaveLength(1);
});
test('a file that failed is told once, without its skipped tests', () => {
  const report = skippedIn('/x/src/app/own-port.test.ts', 'a port');
  report.testResults.forEach((result) => (result.status = 'failed'));
  expect(findUnexpectedSkips(report, everything)).toEqual([]);
});
test('a change of a page runs the tests that read it', () => {
  expect(readersOf(['docs/cli.md', 'src/kubernetes/client.ts'])).toEqual([
    'scripts/docs.test.ts',
    'scripts/mentions.test.ts',
    'src/cli/output/cli-document.test.ts',
  ]);
  expect(readersOf(['src/kubernetes/client.ts'])).toEqual([]);
});
test('the tests that read files are there', () => {
  const all = [
    'docs/cli.md',
    'docs/errors.md',
    'docs/events.md',
    'docs/installation.md',
    'docs/preflight.md',
    'src/cli/main.ts',
    '.oxlintrc.json',
    '.ci/run',
  ];
  expect(readersOf(all).filter((file) => !existsSync(join(import.meta.dirname, '../..', file)))).toEqual([]);
  expect(readersOf(all)).toHaveLength(12);
});

test.each([
  [['--changed'], 'HEAD', []],
  [['--changed', 'main'], 'main', []],
  [['--changed=main~2', '--project', 'unit'], 'main~2', ['--project', 'unit']],
  [['--project', 'unit', '--changed', '--bail=1'], 'HEAD', ['--project', 'unit', '--bail=1']],
  [['src/runs'], undefined, ['src/runs']],
])('%j compares with %s', (words, since, rest) => {
  expect(readWords(words)).toEqual({ since, rest });
});

// @ts-check
// From vitest's JSON reports to what ends `npm test`: the failures by name and the one line. Pure.

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that is read here
 * @property {boolean} success
 * @property {{ name?: string, status: string, message?: string, assertionResults: { status: string, fullName?: string, failureMessages?: string[] }[] }[]} testResults one per file
 */

/** @type {Totals} */
export const none = { passed: 0, failed: 0, skipped: 0 };

/**
 * The totals of one vitest run. What went wrong outside a test counts as one failure each: a file
 * that does not load, a hook, an unhandled error, a run that left no report.
 * @param {VitestReport | undefined} report
 * @param {number} exitCode of vitest
 * @returns {Totals}
 */
export function countReport(report, exitCode) {
  if (report === undefined) return { ...none, failed: exitCode === 0 ? 0 : 1 };
  const tests = report.testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const passed = tests.filter((status) => status === 'passed').length;
  const failed = tests.filter((status) => status === 'failed').length + brokenFiles;
  return {
    passed,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: tests.length - passed - (failed - brokenFiles),
  };
}

/**
 * What failed, two lines or so each: the file and the test, then the first lines of its first error. So that the end of
 * a long output names it.
 * @param {VitestReport | undefined} report
 * @returns {string[]}
 */
export function listFailures(report) {
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (file.status === 'failed' && failed.length === 0)
      return [describeFailure(file.name, 'did not load', file.message)];
    return failed.map((test) => describeFailure(file.name, test.fullName, test.failureMessages?.[0]));
  });
}

/**
 * @param {string | undefined} file
 * @param {string | undefined} test
 * @param {string | undefined} message
 */
function describeFailure(file = 'a file', test = 'a test', message = 'no message') {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  return [`${file}: ${test}`, ...lines.slice(0, 6).map((line) => `    ${line.slice(0, 300)}`)].join('\n');
}

/**
 * @param {readonly Totals[]} all
 * @returns {Totals}
 */
export function addTotals(all) {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    none,
  );
}

/**
 * `N passed, N failed`, with `, N skipped` only when some were.
 * @param {Totals} totals
 */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

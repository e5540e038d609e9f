// @ts-check
// A test's time limit ends what hangs; on a slow machine a tight one fails the test. All are in one place. Pure.

const home = 'test/patience.fixture.ts';
// These hold such limits as text.
const testsOfThis = /^scripts\/check[./]/;
const tests = /\.(test|fixture)\.tsx?$|\/testing\/.*\.ts$|^test\/.*\.ts$|^vitest\.config\.ts$/;
const number = String.raw`(?:[\d_]{4,}|[\d_]+ \* \w+)`;
/** As prettier lays them out: behind a function's block, as an option, for a signal or a page. */
const limits = new RegExp(
  [
    String.raw`(?<=^ *\},\s+)${number}(?=,?\s*\))`,
    String.raw`\b(?:timeout|testTimeout|hookTimeout): ${number}`,
    String.raw`\b(?:AbortSignal\.timeout|setDefault(?:Navigation)?Timeout)\(${number}`,
  ].join('|'),
  'gm',
);

/**
 * Time limits of a second and more that a test has by itself.
 * @param {{ path: string, text: string }} file
 * @returns {string[]}
 */
export function findTimeLimits({ path, text }) {
  if (!tests.test(path) || path === home || testsOfThis.test(path)) return [];
  return [...text.matchAll(limits)].map(({ 0: limit, index }) => {
    const line = text.slice(0, index).split('\n').length;
    return `${path}:${line}: ${limit}: leave the limit to vitest.config.ts, or take it from ${home}: a slow machine must not fail a test.`;
  });
}

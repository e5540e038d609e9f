import { expect, test } from 'vitest';
import { findTimeLimits } from './time-limits.mjs';

const found = (text: string, path = 'src/runs/one.test.ts'): number => findTimeLimits({ path, text }).length;

test.each([
  ['behind the function of a test', "test('one', async () => {\n  await work();\n}, 60_000);\n"],
  [
    'behind it on a line of its own',
    "  test.each(rows)(\n    'one',\n    () => {\n      work();\n    },\n    60_000,\n  );\n",
  ],
  ['as a product', "test('one', () => {\n  work();\n}, 3 * minutes);\n"],
  ['as an option', "test('one', { timeout: 60_000 }, work);\n"],
  ['of a poll', 'await expect.poll(look, { timeout: 5000 }).toBe(1);\n'],
  ['of a signal', 'const signal = AbortSignal.timeout(20_000);\n'],
  ['of a page', 'page.setDefaultTimeout(15_000);\n'],
])('a time limit %s is found in a test', (_where, text) => {
  expect(found(text)).toBe(1);
  expect(found(text, 'src/runs/one.fixture.ts')).toBe(1);
  expect(found(text, 'src/runs/one.ts')).toBe(0);
});

test('what a test takes from the one place, and a short limit that is its subject, are not', () => {
  expect(found('page.setDefaultTimeout(patience.condition);\n')).toBe(0);
  expect(
    found("expect(await runProgram(node('', { timeout: 300 }))).toMatchObject({});\nAbortSignal.timeout(50);\n"),
  ).toBe(0);
});

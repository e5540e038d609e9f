import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorDefinitions, errorKeys, keyOf } from './registry.ts';

const root = join(import.meta.dirname, '../..');
const production = globSync(['src/**/*.ts', 'sandbox/**/*.ts', 'web/src/**/*.{ts,tsx}'], {
  cwd: root,
  exclude: (path) => /node_modules|\/dist|\/testing\/|src\/errors\/catalogue/.test(path),
})
  .filter((file) => !/\.(test|fixture)\.tsx?$|\/definition\/errors\.ts$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

test('each error has a number of its own', () => {
  const codes = errorKeys.map((key) => errorDefinitions[key].code);
  expect(new Set(codes).size).toBe(codes.length);
});

test('no error changes its number', async () => {
  const lines = errorKeys.map((key) => `${errorDefinitions[key].code} ${key}`).sort();
  // A new error: `npx vitest run src/errors/registry.test.ts --update`. A line that changes is a broken promise.
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./error-numbers.txt');
});

test('each error can happen: code names its key', () => {
  const text = production.map((source) => source.text).join('\n');
  expect(production.length).toBeGreaterThan(300);
  expect(errorKeys.filter((key) => !text.includes(`'${key}'`))).toEqual([]);
});

test('code names errors by their keys, not by their numbers', () => {
  const found = production.flatMap(({ file, text }) =>
    [...text.matchAll(/MLA-[A-Z]+-\d{3}/g)].map(([code]) => `${file}: ${code} is ${keyOf(code) ?? 'no error'}`),
  );
  expect(found).toEqual([]);
});

test('a number of another version has no key', () => {
  expect([keyOf('MLA-CCP-046'), keyOf('MLA-CCP-999'), keyOf('toString')]).toEqual([
    'ccp.clusterGone',
    undefined,
    undefined,
  ]);
});

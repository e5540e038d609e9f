import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broken } from './rules.fixture.ts';

const checkout = dirname(dirname(import.meta.dirname));
const folder = mkdtempSync(join(tmpdir(), 'mlanywhere-rules-'));
type Rules = Record<string, unknown>;
let found: string[] = [];

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What oxlint prints for the files, by the checkout's own rules and compiler options. */
function lint(...words: string[]): unknown {
  const program = join(checkout, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: 'utf8' });
  return JSON.parse(stdout);
}

beforeAll(() => {
  symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  plant('package.json', '{"type":"module"}');
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'web/tsconfig.json', 'test/browser/tsconfig.json'])
    cpSync(join(checkout, file), join(folder, file));
  for (const [rule, code] of Object.entries(broken)) plant(`src/${rule}.ts`, code);
  const ofThePage = 'export const title: number = document.title;\n';
  for (const path of ['web/src/page.ts', 'test/browser/page.ts', 'src/page.ts']) plant(path, ofThePage);
  plant('scripts/typed.mjs', "// @ts-check\n/** @type {number} */\nexport const count = 'one';\n");
  const { diagnostics } = lint('-f', 'json') as { diagnostics: { filename: string; code: string }[] };
  found = diagnostics.map(({ filename, code }) => `${filename} ${code.replace(/^.*\((.*)\)$/, '$1')}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('each rule finds the code that breaks it', () => {
  expect(found).toEqual(expect.arrayContaining(Object.keys(broken).map((rule) => `src/${rule}.ts ${rule}`)));
});

test('each rule has code that breaks it', () => {
  const { rules, overrides } = lint('--print-config') as { rules: Rules; overrides: { rules: Rules }[] };
  const names = [rules, ...overrides.map((one) => one.rules)].flatMap(Object.keys);
  expect(new Set(names.map((name) => name.replace(/^.*\//, '')))).toEqual(new Set(Object.keys(broken)));
});

test('what the compiler refuses is found in each project: a browser is known to its pages and tests alone', () => {
  const cannotAssign = 'TS2322';
  const noSuchName = 'TS2584';
  expect(found).toEqual(
    expect.arrayContaining([
      `web/src/page.ts ${cannotAssign}`,
      `test/browser/page.ts ${cannotAssign}`,
      `src/page.ts ${noSuchName}`,
      `scripts/typed.mjs ${cannotAssign}`,
    ]),
  );
});

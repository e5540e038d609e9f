import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProseFaults } from './prose.mjs';

test.each([
  ['docs/install.md', 'Where shall the cluster come from?', 'shall'],
  ['src/runs/x.ts', '// one that is mended for good', 'mended'],
  ['web/src/words/home-words.ts', "  title: 'No release is at hand',", 'at hand'],
  ['README.md', 'A rehearsal on this machine', 'rehearsal'],
  ['src/errors/catalogue/cli-errors.ts', "cause: 'A slip of the keyboard.'", 'slip of the keyboard'],
  ['sandbox/control-plane/main.go', '// Held for good.', 'for good'],
  ['web/src/styles/base.css', '/* It stands alone. */', 'stands alone'],
  ['src/runs/x.ts', '/* What is at\n * hand is used. */', 'at hand'],
  ['.ci/run', 'echo "skipped with a word why"', 'with a word why'],
])('%s: “%s” is found, with what to write instead', (path, line, word) => {
  expect(findProseFaults({ path, text: `fine\n${line}\n` })).toContainEqual(
    expect.stringMatching(`^${path}:2: "${word}": write `),
  );
});

test.each([
  'a marshalled value',
  'recommend',
  'amendment',
  'forgood',
  'vSphere in practice',
  'an outcome',
  'it stands in for nodes',
  '`x` stands for a name',
])('“%s” is fine', (text) => {
  expect(findProseFaults({ path: 'src/x.ts', text })).toEqual([]);
});

test('records of their day, pictures and the table itself are left alone', () => {
  for (const path of ['docs/decisions/0001-x.md', 'docs/style.md', 'docs/images/home.png', 'scripts/check/prose.mjs'])
    expect(findProseFaults({ path, text: 'shall' })).toEqual([]);
});

test('each word that docs/style.md tells to avoid is found', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../docs/style.md'), 'utf8');
  const [, table = ''] = guide.split('## Words to avoid');
  const cells = [...table.matchAll(/^\| (?!avoid|-)([^|]+) \|/gm)].map(([, cell = '']) => cell);
  expect(cells.length).toBeGreaterThan(15);
  const missed = cells.filter((cell) => findProseFaults({ path: 'README.md', text: cell }).length === 0);
  expect(missed).toEqual([]);
});

// @ts-check
// What `npm test -- --changed` runs beside the tests that import a changed file. Pure.

/**
 * Tests that read files instead of importing them, or start the program as a process, by what they read.
 * @type {readonly { readonly changed: RegExp, readonly tests: readonly string[] }[]}
 */
const readers = [
  { changed: /\.md$|^package\.json$|^scripts\/check\/arrows\.json$/, tests: ['scripts/docs.test.ts'] },
  { changed: /\.md$|^src\/cli\//, tests: ['scripts/mentions.test.ts'] },
  { changed: /^docs\/cli\.md$|^src\/cli\//, tests: ['src/cli/output/cli-document.test.ts'] },
  { changed: /^docs\/errors\.md$/, tests: ['src/errors/errors-document.test.ts'] },
  { changed: /^docs\/events\.md$/, tests: ['src/run-view/event-catalogue.test.ts'] },
  { changed: /^docs\/installation\.md$/, tests: ['src/installation/installation-document.test.ts'] },
  { changed: /^docs\/preflight\.md$/, tests: ['src/preflight/preflight-docs.test.ts'] },
  { changed: /^src\/(app|cli|runs|server)\//, tests: ['src/cli/main.test.ts'] },
  {
    changed: /^(\.dependency-cruiser\.cjs|\.prettier.*|\.oxlintrc\.json|knip\.json|scripts\/check.*)$/,
    tests: ['scripts/check.test.ts', 'scripts/check/rules.test.ts'],
  },
  { changed: /^(\.ci\/|scripts\/)/, tests: ['scripts/ci.test.ts', 'scripts/setup.test.ts'] },
];

/**
 * The tests to add for files that changed, each once.
 * @param {readonly string[]} changed paths from the checkout's root
 * @returns {string[]}
 */
export function readersOf(changed) {
  const found = readers.filter(({ changed: pattern }) => changed.some((path) => pattern.test(path)));
  return [...new Set(found.flatMap(({ tests }) => tests))];
}

/**
 * Takes `--changed`, `--changed REF` or `--changed=REF` out of the words of `npm test`.
 * @param {readonly string[]} words
 * @returns {{ since: string | undefined, rest: string[] }} the commit to compare with, `HEAD` when none is named; undefined without the option
 */
export function readWords(words) {
  const at = words.findIndex((word) => word === '--changed' || word.startsWith('--changed='));
  const option = words[at];
  if (option === undefined) return { since: undefined, rest: [...words] };
  if (option.includes('=')) return { since: option.slice(option.indexOf('=') + 1), rest: words.toSpliced(at, 1) };
  const next = words[at + 1];
  const named = next !== undefined && !next.startsWith('-');
  return { since: named ? next : 'HEAD', rest: words.toSpliced(at, named ? 2 : 1) };
}

// @ts-check
// `npm run check`: what can be said about the code without running it. Side by side, one line each
// with its time, the details of those that failed, and the totals. Needs no network.
// Types and format are checked again only for what has changed, and what depends on it.
import { existsSync, lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProgramFailed, runProgram } from './setup/run-program.mjs';
import { none, summaryLine } from './test/totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const rooms = ['src', 'sandbox', 'scripts', 'web', 'bench', 'test'].filter((room) => existsSync(join(root, room)));

/** The file behind a package's command. */
const binOf = (/** @type {string} */ name, /** @type {string} */ command = name) => {
  const manifest = join(root, 'node_modules', name, 'package.json');
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
};

const modules = join(root, 'node_modules');
/** What the compiler and prettier know of the last check. A checkout that borrows its packages keeps nothing in them. */
const kept = lstatSync(modules).isSymbolicLink() ? undefined : join(modules, '.cache', 'mlanywhere-check');

/**
 * The compiler's arguments for a project.
 * @type {(name: string, ...project: string[]) => string[]}
 */
const compile = (name, ...project) => [
  binOf('typescript', 'tsc'),
  '--noEmit',
  ...project,
  ...(kept === undefined ? [] : ['--incremental', '--tsBuildInfoFile', join(kept, `${name}.tsbuildinfo`)]),
];
const prettierCache =
  kept === undefined ? [] : ['--cache', '--cache-strategy', 'content', '--cache-location', join(kept, 'prettier')];

const checks = [
  { name: 'types', finds: 'what the compiler refuses', args: () => compile('types') },
  {
    name: 'page types',
    finds: 'the same for the wizard',
    args: () => compile('page-types', '-p', 'web'),
    when: existsSync(join(root, 'web', 'tsconfig.json')),
  },
  {
    name: 'browser test types',
    finds: 'the same for the tests in a browser',
    args: () => compile('browser-test-types', '-p', 'test/browser'),
    when: existsSync(join(root, 'test', 'browser', 'tsconfig.json')),
  },
  {
    name: 'rules',
    finds: 'eslint: floating promises, sizes, unsafe types',
    args: () => [binOf('eslint'), '.', '--max-warnings', '0'],
  },
  {
    name: 'format',
    finds: 'prettier: how code is laid out; `npm run format` writes it',
    args: () => [binOf('prettier'), '--check', '--log-level', 'warn', ...prettierCache, '.'],
  },
  {
    name: 'arrows',
    finds: 'imports against docs/architecture.md, cycles',
    args: () => [binOf('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', ...rooms],
  },
  {
    name: 'dead code',
    finds: 'knip: files, exports and packages nobody uses',
    args: () => [binOf('knip'), '--no-config-hints'],
  },
  {
    name: 'files',
    finds: 'names and words that make reading hard, crowded folders, rooms without a README, paths of one machine',
    args: () => [join(root, 'scripts', 'check', 'files.mjs')],
  },
].filter(({ when = true }) => when);

/** @param {(typeof checks)[number]} check */
async function runCheck({ name, finds, args }) {
  const started = Date.now();
  const details = await runProgram(process.execPath, args(), { cwd: root }).then(
    () => undefined,
    (/** @type {unknown} */ error) => (error instanceof ProgramFailed ? error.output || error.message : String(error)),
  );
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${details === undefined ? '✔' : '✘'} ${name.padEnd(10)} ${seconds.padStart(6)} s   ${finds}`);
  return { name, details };
}

const results = await Promise.all(checks.map(runCheck));
const failures = results.filter(({ details }) => details !== undefined);
for (const { name, details } of failures) console.log(`\n${name}\n${details?.trimEnd()}`);
console.log(`\n${summaryLine({ ...none, passed: results.length - failures.length, failed: failures.length })}`);
process.exitCode = failures.length === 0 ? 0 : 1;

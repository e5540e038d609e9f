// @ts-check
// `npm run check`: what can be said about the code without running it. Side by side, one line each
// with its time, the details of those that failed, and the totals. Needs no network.
// Format is checked again only for what has changed.
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
/** What prettier knows of the last check. A checkout that borrows its packages keeps nothing in them. */
const kept = lstatSync(modules).isSymbolicLink() ? undefined : join(modules, '.cache', 'mlanywhere-check');

const prettierCache =
  kept === undefined ? [] : ['--cache', '--cache-strategy', 'content', '--cache-location', join(kept, 'prettier')];

// The linter's part that knows types is in Go. It holds 3 GB either way; collecting garbage less often saves a fifth of its work.
process.env['GOGC'] ??= '400';

const checks = [
  {
    name: 'code',
    finds: 'oxlint: what the compiler refuses, floating promises, unsafe types, sizes',
    args: () => [binOf('oxlint')],
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
];

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

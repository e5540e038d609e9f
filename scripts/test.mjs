// @ts-check
// `npm test [-- <filter> ...]`: the test projects of vitest.config.ts, then one line with the totals.
// Tests on control planes wait for much of their time; the unit tests, then those in a browser, fill it.
// Arguments go to vitest as they are; `--changed [REF]` runs what a change touches, against the last commit or REF.
// On CI a test that is skipped unexpectedly is a failure. It runs on the pinned Node.
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findControlPlane } from './control-plane.mjs';
import { findChromium } from './setup/chromium.mjs';
import { readersOf, readWords } from './test/changed.mjs';
import { makeMemoryFolder } from './test/memory-folder.mjs';
import { findDemoPython, findPytorch } from './setup/demo-python.mjs';
import { findJupyter } from './jupyter.mjs';
import { findUnexpectedSkips } from './test/skips.mjs';
import { addTotals, countReport, listFailures, none, summaryLine } from './test/totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

// Each test file is a process, and many start the program as one: what Node has compiled once is kept for the next.
process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'mlanywhere-tests');

const memoryFolder = process.env['TMPDIR'] === undefined ? makeMemoryFolder() : undefined;
if (memoryFolder !== undefined) {
  process.env['TMPDIR'] = memoryFolder;
  process.once('exit', () => rmSync(memoryFolder, { recursive: true, force: true }));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.once(signal, () => process.exit(1));
}

const hasControlPlane = Boolean(process.env['MLA_SANDBOX_BIN']) || (await findControlPlane()) !== undefined;
const hasChromium = (await findChromium(process.env)) !== undefined;

/**
 * `missing` says what a project cannot run without; its tests then count as skipped.
 * @type {readonly { name: string, missing: string | undefined }[]}
 */
const projects = [
  { name: 'unit', missing: undefined },
  { name: 'sandbox', missing: hasControlPlane ? undefined : 'there is no control plane' },
  { name: 'browser', missing: hasControlPlane && hasChromium ? undefined : 'there is no Chromium or no control plane' },
  { name: 'measuring', missing: hasChromium ? undefined : 'there is no Chromium' },
];

const onCi = Boolean(process.env['CI']);
/**
 * Whether a program is there and may do this.
 * @param {string} program
 * @param {string[]} args
 */
function works(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

const machine = {
  releases: Boolean(process.env['MLA_RELEASE_PATH']),
  kubectl: works('kubectl', 'version', '--client'),
  jupyter: (await findJupyter()) !== undefined,
  tensorflow: (await findDemoPython()) !== undefined,
  pytorch: (await findPytorch()) !== undefined,
  privileged: process.getuid?.() === 0 && works('unshare', '--mount', '--net', 'true') && works('strace', 'true'),
};

/** @type {string[]} */
const failures = [];

/**
 * @param {string} project
 * @param {readonly string[]} filters
 * @param {Output} output
 */
async function runProject(project, filters, output) {
  const reporters = ['--reporter=default', '--reporter=json'];
  const { exitCode, report } = await runVitest(
    ['run', '--project', project, ...reporters, ...filters],
    '--outputFile.json',
    output,
  );
  failures.push(...listFailures(report));
  const totals = countReport(report, exitCode);
  return onCi ? refuseSkips(totals, findUnexpectedSkips(report, machine)) : totals;
}

/**
 * @param {import('./test/totals.mjs').Totals} totals
 * @param {readonly string[]} skips
 */
function refuseSkips(totals, skips) {
  failures.push(...skips.map((skip) => `${skip}\n    was skipped, and scripts/test/skips.mjs does not allow it`));
  return { ...totals, failed: totals.failed + skips.length, skipped: totals.skipped - skips.length };
}

/**
 * @param {string} project
 * @param {readonly string[]} filters
 * @param {string} missing
 */
async function skipProject(project, filters, missing) {
  const tests = await listTests(['--project', project, ...filters]);
  console.log(`\nSkipping the ${tests.length} tests of "${project}": ${missing}.`);
  return onCi
    ? refuseSkips({ ...none, skipped: tests.length }, [`the ${tests.length} tests of "${project}", since ${missing}`])
    : { ...none, skipped: tests.length };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ projectName: string, file?: string }[]>}
 */
async function listTests(args) {
  const { report } = await runVitest(['list', ...args], '--json', 'none');
  return Array.isArray(report) ? report : [];
}

/**
 * @typedef {'as it comes' | 'at the end' | 'none'} Output `at the end` is for a run beside another: it gives way to that one
 * @type {Record<Output, 'inherit' | 'pipe' | 'ignore'>}
 */
const stdouts = { 'as it comes': 'inherit', 'at the end': 'pipe', none: 'ignore' };
/** Of tests that give way to those beside them, which wait for a cluster or a page. */
const lowPriority = 5;

/**
 * Runs vitest and reads the JSON file it writes.
 * @param {readonly string[]} args
 * @param {string} fileOption the option that names the file
 * @param {Output} output
 */
async function runVitest(args, fileOption, output) {
  const folder = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  try {
    const file = join(folder, 'report.json');
    const child = spawn(process.execPath, [vitest, ...args, `${fileOption}=${file}`], {
      cwd: root,
      stdio: ['ignore', stdouts[output], output === 'at the end' ? 'pipe' : 'inherit'],
    });
    if (output === 'at the end' && child.pid !== undefined) setPriority(child.pid, lowPriority);
    /** @type {Buffer[]} */
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
    const exitCode = await waitForEnd(child);
    process.stdout.write(Buffer.concat(said));
    const text = await readFile(file, 'utf8').catch(() => undefined);
    return { exitCode, report: text === undefined ? undefined : JSON.parse(text) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} the exit code
 */
function waitForEnd(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * The files to run for a change: the tests that import what changed since a commit, and those that read it.
 * @param {string} since a commit
 * @param {readonly string[]} rest other words for vitest
 */
async function touchedTests(since, rest) {
  const git = (/** @type {string[]} */ ...args) =>
    spawnSync('git', args, { cwd: root, encoding: 'utf8' })
      .stdout.split('\n')
      .filter((line) => line !== '');
  const changed = [...git('diff', '--name-only', since), ...git('ls-files', '--others', '--exclude-standard')];
  const importing = await listTests(['--filesOnly', `--changed=${since}`, ...rest]);
  return [...new Set([...importing.map(({ file = '' }) => relative(root, file)), ...readersOf(changed)])];
}

const { since, rest } = readWords(process.argv.slice(2));
const touched = since === undefined ? [] : await touchedTests(since, rest);
if (since !== undefined) console.log(`${touched.length} test files are touched by what changed since ${since}.`);
const filters = [...rest, ...touched];
const nothingToDo = since !== undefined && touched.length === 0;
const files = nothingToDo ? [] : await listTests(['--filesOnly', ...filters]);
/** @param {readonly string[]} names of projects */
const wantedOf = (...names) =>
  projects.filter(({ name }) => names.includes(name) && files.some(({ projectName }) => projectName === name));

/**
 * @param {readonly typeof projects[number][]} wanted
 * @param {Output} output
 */
async function runInTurn(wanted, output) {
  const totals = [];
  for (const { name, missing } of wanted)
    totals.push(
      missing === undefined ? await runProject(name, filters, output) : await skipProject(name, filters, missing),
    );
  return totals;
}

const waiting = wantedOf('sandbox');
const besides = waiting.some(({ missing }) => missing === undefined) ? 'at the end' : 'as it comes';
const sideBySide = await Promise.all([
  runInTurn(waiting, 'as it comes'),
  // The unit tests end long before those on control planes do.
  runInTurn(wantedOf('unit', 'browser'), besides),
]);
const totals = [...sideBySide.flat(), ...(await runInTurn(wantedOf('measuring'), 'as it comes'))];
if (totals.length === 0 && !nothingToDo) console.error(`There are no tests for: ${filters.join(' ')}`);
const total = addTotals(totals);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${summaryLine(total)}`);
process.exitCode = total.failed > 0 || (totals.length === 0 && !nothingToDo) ? 1 : 0;

// @ts-check
// `npm test [-- <filter> ...]`: the test projects of vitest.config.ts one after the other, then one
// line with the totals. Arguments go to vitest as they are. It runs on the pinned Node.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findControlPlane } from './control-plane.mjs';
import { findChromium } from './setup/chromium.mjs';
import { addTotals, countReport, listFailures, none, summaryLine } from './test/totals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const hasControlPlane = Boolean(process.env['MLA_SANDBOX_BIN']) || (await findControlPlane()) !== undefined;
const hasChromium = (await findChromium(process.env)) !== undefined;

/** `missing` says what a project cannot run without; its tests then count as skipped. */
const projects = [
  { name: 'unit', missing: undefined },
  { name: 'sandbox', missing: hasControlPlane ? undefined : 'there is no control plane' },
  { name: 'browser', missing: hasControlPlane && hasChromium ? undefined : 'there is no Chromium or no control plane' },
  { name: 'measuring', missing: hasChromium ? undefined : 'there is no Chromium' },
];

/** @type {string[]} */
const failures = [];

/**
 * @param {string} project
 * @param {readonly string[]} filters
 */
async function runProject(project, filters) {
  const reporters = ['--reporter=default', '--reporter=json'];
  const { exitCode, report } = await runVitest(
    ['run', '--project', project, ...reporters, ...filters],
    '--outputFile.json',
    'inherit',
  );
  failures.push(...listFailures(report));
  return countReport(report, exitCode);
}

/**
 * @param {string} project
 * @param {readonly string[]} filters
 * @param {string} missing
 */
async function skipProject(project, filters, missing) {
  const tests = await listTests(['--project', project, ...filters]);
  console.log(`\nSkipping the ${tests.length} tests of "${project}": ${missing}.`);
  return { ...none, skipped: tests.length };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<{ projectName: string }[]>}
 */
async function listTests(args) {
  const { report } = await runVitest(['list', ...args], '--json', 'ignore');
  return Array.isArray(report) ? report : [];
}

/**
 * Runs vitest and reads the JSON file it writes.
 * @param {readonly string[]} args
 * @param {string} fileOption the option that names the file
 * @param {'inherit' | 'ignore'} stdout
 */
async function runVitest(args, fileOption, stdout) {
  const folder = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  try {
    const file = join(folder, 'report.json');
    const exitCode = await waitForEnd(
      spawn(process.execPath, [vitest, ...args, `${fileOption}=${file}`], {
        cwd: root,
        stdio: ['ignore', stdout, 'inherit'],
      }),
    );
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

const filters = process.argv.slice(2);
const files = await listTests(['--filesOnly', ...filters]);
const totals = [];
for (const { name, missing } of projects) {
  if (!files.some((file) => file.projectName === name)) continue;
  totals.push(missing === undefined ? await runProject(name, filters) : await skipProject(name, filters, missing));
}
if (totals.length === 0) console.error(`There are no tests for: ${filters.join(' ')}`);
const total = addTotals(totals);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`);
console.log(`\n${summaryLine(total)}`);
process.exitCode = total.failed > 0 || totals.length === 0 ? 1 : 0;

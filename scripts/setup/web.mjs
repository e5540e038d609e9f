// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashContents } from './content-hash.mjs';
import { pinnedNodeFile } from './packages.mjs';
import { runProgram } from './run-program.mjs';

/** What the built pages are made from: the wizard, and the rooms that it shares with the server, with what these import. A test compares it with what a build reads. */
export const pageSources = [
  'web',
  ...['api', 'cli/output', 'errors', 'installation', 'kubeflow', 'kubernetes', 'platforms', 'run-view'].map(
    (room) => `src/${room}`,
  ),
  'src/secret.ts',
  'src/yaml.ts',
  'package-lock.json',
];
const skipped = (/** @type {string} */ name) => name === 'dist' || name === 'node_modules' || name.includes('.test.');

/**
 * Which build of the wizard is wanted, or undefined when the built one fits or there is no wizard.
 * @param {string} root
 * @returns {Promise<string | undefined>}
 */
export async function neededWebBuild(root) {
  if ((await readFile(join(root, 'web', 'index.html')).catch(() => undefined)) === undefined) return undefined;
  const wanted = await hashContents(root, pageSources, skipped);
  const built = await readFile(stampFile(root), 'utf8').catch(() => undefined);
  const page = await readFile(join(root, 'web', 'dist', 'index.html')).catch(() => undefined);
  return built === wanted && page !== undefined ? undefined : wanted;
}

/**
 * Builds the wizard into web/dist when its sources have changed.
 * @param {{ root: string, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @throws {import('./run-program.mjs').ProgramFailed} when the build fails
 */
export async function ensureWeb({ root, env, say }) {
  const wanted = await neededWebBuild(root);
  if (wanted === undefined) return;
  say('Building the wizard (web/dist): about 15 s.');
  await buildWeb(root, env);
  await mkdir(dirname(stampFile(root)), { recursive: true });
  await writeFile(stampFile(root), wanted);
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
async function buildWeb(root, env) {
  // By its own path: old versions of npm make no link to it in node_modules/.bin.
  const node = pinnedNodeFile(root) ?? process.execPath;
  await runProgram(node, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web'], {
    cwd: root,
    env,
  });
}

/** @param {string} root */
function stampFile(root) {
  return join(root, 'node_modules', '.mlanywhere', 'web-build');
}

// @ts-check
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { findNodeForNpm } from './node/node-for-npm.mjs';
import { packagesFit, pinnedNodePackage } from './needs.mjs';
import { runProgram } from './run-program.mjs';

/**
 * Installs what package-lock.json names, when node_modules does not fit it. The pinned Node comes
 * with it. A copy of the lock file stays in node_modules, by which the `mla` launcher sees that
 * nothing has changed without starting npm.
 * @param {{ root: string, env: NodeJS.ProcessEnv, say: (line: string) => void, sayEvery?: number }} options `sayEvery`: milliseconds between two words that it goes on
 * @throws {import('./run-program.mjs').ProgramFailed} when npm fails
 */
export async function ensurePackages({ root, env, say, sayEvery = 10_000 }) {
  const lockText = await readFile(join(root, 'package-lock.json'), 'utf8');
  if (!(await installed(root, lockText))) {
    say('Installing packages (npm ci): about a minute the first time, less with a warm npm cache.');
    const startedAt = Date.now();
    const seconds = () => Math.round((Date.now() - startedAt) / 1000);
    // npm says nothing of how far it is where its output is not a terminal.
    const timer = setInterval(() => say(`Still installing packages, ${seconds()} s so far.`), sayEvery);
    try {
      await runNpm(root, env, await findNodeForNpm({ lockText, env, say }));
    } finally {
      clearInterval(timer);
    }
  }
  await mkdir(dirname(copyOfLock(root)), { recursive: true });
  await writeFile(copyOfLock(root), lockText);
}

/**
 * True when there is nothing to install and the copy of the lock file says so.
 * @param {string} root
 */
export async function packagesAreThere(root) {
  const lockText = await readFile(join(root, 'package-lock.json'), 'utf8');
  const copy = await readFile(copyOfLock(root), 'utf8').catch(() => undefined);
  return copy === lockText && installed(root, lockText);
}

/**
 * @param {string} root
 * @param {string} lockText
 */
async function installed(root, lockText) {
  const hidden = await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8').catch(() => undefined);
  if (hidden === undefined) return false;
  if (!packagesFit(JSON.parse(lockText), JSON.parse(hidden), pinnedNodePackage(process.platform, process.arch)))
    return false;
  const pinned = pinnedNodeFile(root);
  return pinned === undefined || (await exists(pinned));
}

/**
 * The program of the pinned Node in a checkout, or undefined on a machine that npm has none for.
 * @param {string} root
 * @returns {string | undefined}
 */
export function pinnedNodeFile(root) {
  const pinned = pinnedNodePackage(process.platform, process.arch);
  return pinned === undefined
    ? undefined
    : join(root, 'node_modules', pinned, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {[node: string, npm: string] | undefined} given
 */
async function runNpm(root, env, given) {
  // Inside an npm script, npm says where it and its Node are; so no shell and no npm.cmd is needed.
  const { npm_execpath: npm, npm_node_execpath: node } = env;
  const [file, ...leading] = given ?? (npm === undefined || node === undefined ? ['npm'] : [node, npm]);
  // Windows cannot delete a running node.exe, which `npm ci` would do.
  const runsOnPinned = process.execPath.startsWith(join(root, 'node_modules') + sep);
  const verb = process.platform === 'win32' && runsOnPinned ? 'install' : 'ci';
  await runProgram(file, [...leading, verb, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, env });
}

/** @param {string} root */
function copyOfLock(root) {
  return join(root, 'node_modules', '.mlanywhere', 'package-lock.json');
}

/** @param {string} file */
function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

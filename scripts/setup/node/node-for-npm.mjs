// @ts-check
// npm leaves out optional packages that do not fit the Node it runs on, such as the compiled part of the
// bundler on Node 18. So on an old Node, npm runs on the pinned one, which is installed first and alone.
import { access, mkdir, readFile, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder } from '../cache-folder.mjs';
import { pinnedNodePackage } from '../needs.mjs';
import { runProgram } from '../run-program.mjs';

/**
 * Does npm leave out packages on this Node? What the strictest of them says: ^20.19 || >=22.12.
 * @param {string} version `18.20.4`
 */
export function leavesPackagesOut(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 20 || major === 21 || (major === 20 && minor < 19) || (major === 22 && minor < 12);
}

/**
 * The pinned Node and npm's program, where the machine's Node is too old to install all packages.
 * @param {{ lockText: string, env: NodeJS.ProcessEnv, say: (line: string) => void }} options
 * @returns {Promise<[node: string, npm: string] | undefined>}
 */
export async function findNodeForNpm({ lockText, env, say }) {
  const name = pinnedNodePackage(process.platform, process.arch);
  if (name === undefined || process.platform === 'win32' || !leavesPackagesOut(process.versions.node)) return undefined;
  const npm = env['npm_execpath'] ?? (await findNpm(env));
  if (npm === undefined) return undefined;
  const { version, integrity } = JSON.parse(lockText).packages[`node_modules/${name}`];
  const folder = join(cacheFolder(env), `${name}-${version}-for-npm`);
  const node = join(folder, 'node_modules', name, 'bin', 'node');
  if (!(await exists(node))) {
    say(
      `Installing Node ${version} first: Node ${process.versions.node} of this machine is too old for some packages.`,
    );
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const words = ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
    await runProgram(process.execPath, [npm, ...words, `${name}@${version}`], { cwd: folder, env });
  }
  const installed = JSON.parse(await readFile(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  if (installed.packages[`node_modules/${name}`]?.integrity !== integrity)
    throw new Error(`${name} ${version} of the registry is not the one of package-lock.json`);
  return [node, npm];
}

/** @param {NodeJS.ProcessEnv} env */
async function findNpm(env) {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, 'npm');
    if (await exists(file)) return realpath(file);
  }
  return undefined;
}

/** @param {string} file */
function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

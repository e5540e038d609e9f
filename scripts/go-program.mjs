// Builds programs of Go modules into a cache outside the checkout, keyed by what goes into them.
// Plain JavaScript for Node >= 18: the set-up script runs it before the pinned Node is there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * @typedef {object} GoProgram
 * @property {string} name of its file and of its folder in the cache
 * @property {string} source folder with its go.mod
 * @property {readonly string[]} files of that folder, the ones that decide what is built
 * @property {string} package
 * @property {readonly string[]} flags of `go build`
 */

/**
 * Where the program for this source, these flags and this machine is, built or not.
 * @param {GoProgram} program
 * @param {NodeJS.ProcessEnv} env
 */
export async function goProgramFile({ name, source, files, flags }, env) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(await readFile(join(source, file)));
  hash.update(JSON.stringify([flags, process.platform, process.arch]));
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return join(cache, 'mlanywhere', name, hash.digest('hex').slice(0, 32), file);
}

/**
 * Builds the program. Two builds at the same time do not harm each other: each writes a file of
 * its own and renames it into place.
 * @param {GoProgram} program
 * @param {{ target: string, env: NodeJS.ProcessEnv }} options
 */
export async function buildGoProgram({ source, flags, package: what }, { target, env }) {
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.${Date.now()}`;
  try {
    const build = ['build', ...flags, '-o', temporary, what];
    await runGo(build, { cwd: source, env: { ...env, CGO_ENABLED: '0' } });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Which Go there is and which the module in a folder needs.
 * @param {string} source
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ needed: string, found: string | undefined, enough: boolean }>}
 */
export async function checkGoFor(source, env) {
  const needed = /^go (\S+)$/m.exec(await readFile(join(source, 'go.mod'), 'utf8'))?.[1] ?? '0';
  const answer = await runGo(['env', 'GOVERSION'], { env, capture: true }).catch(() => undefined);
  const found = answer === undefined ? undefined : /go(\d+(?:\.\d+)*)/.exec(answer)?.[1];
  return { needed, found, enough: found !== undefined && compareVersions(found, needed) >= 0 };
}

export async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

function compareVersions(left, right) {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function runGo(args, { cwd, env, capture = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn('go', args, { cwd, env, stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(output.trim()) : reject(new Error(`go ended with ${code}`))));
  });
}

// Builds the sandbox's control plane (sandbox/control-plane, Go) into a cache outside the
// checkout, keyed by what goes into it. Plain JavaScript for Node >= 18: the set-up script runs
// it before the pinned Node is there, and TypeScript imports it to find the built file.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, chmod, copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../sandbox/control-plane/', import.meta.url));
const kubernetesVersion = { full: 'v1.36.3', major: '1', minor: '36' };

const buildFlags = [
  '-buildvcs=false',
  '-trimpath',
  '-ldflags',
  [
    `-X k8s.io/component-base/version.gitVersion=${kubernetesVersion.full}`,
    `-X k8s.io/component-base/version.gitMajor=${kubernetesVersion.major}`,
    `-X k8s.io/component-base/version.gitMinor=${kubernetesVersion.minor}`,
    `-X k8s.io/client-go/pkg/version.gitVersion=${kubernetesVersion.full}`,
    '-s -w',
  ].join(' '),
];

/** Where the binary for this source, these flags and this machine lies, built or not. */
export async function controlPlaneCacheFile(env = process.env) {
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum'])
    hash.update(`${file}\n`).update(await readFile(join(source, file)));
  hash.update(JSON.stringify([buildFlags, process.platform, process.arch]));
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'mlanywhere', 'control-plane', hash.digest('hex').slice(0, 32), executable('control-plane'));
}

/** The path of the built binary, or undefined when it has not been built. */
export async function findControlPlane(env = process.env) {
  const file = await controlPlaneCacheFile(env);
  return (await exists(file)) ? file : undefined;
}

/**
 * Which Go there is and which is needed.
 * @returns {Promise<{ needed: string, found: string | undefined, enough: boolean }>}
 */
export async function checkGo(env = process.env) {
  const needed = /^go (\S+)$/m.exec(await readFile(join(source, 'go.mod'), 'utf8'))?.[1] ?? '0';
  const answer = await run('go', ['env', 'GOVERSION'], { env, capture: true }).catch(() => undefined);
  const found = answer === undefined ? undefined : /go(\d+(?:\.\d+)*)/.exec(answer)?.[1];
  return { needed, found, enough: found !== undefined && compareVersions(found, needed) >= 0 };
}

/**
 * The path of the binary, built first when it is not there. Two builds at the same time do not
 * harm each other: each writes a file of its own and renames it into place.
 * @param {{ log?: (line: string) => void, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string | undefined>} undefined when there is neither a binary nor a fitting Go
 */
export async function ensureControlPlane({ log = console.log, env = process.env } = {}) {
  const target = await controlPlaneCacheFile(env);
  if (await exists(target)) return target;
  if (!(await checkGo(env)).enough) return undefined;
  log(`Building the sandbox's control plane (etcd and Kubernetes ${kubernetesVersion.full}) from source.`);
  log('This happens once on this machine and takes 6 to 8 minutes on two cores.');
  const started = Date.now();
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.${Date.now()}`;
  try {
    await run('go', ['build', ...buildFlags, '-o', temporary, '.'], { cwd: source, env: { ...env, CGO_ENABLED: '0' } });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
  log(`Built in ${Math.round((Date.now() - started) / 1000)} s: ${target}`);
  return target;
}

/** Puts a binary that was built elsewhere from the same source into the cache. */
export async function adoptControlPlane(file, env = process.env) {
  const target = await controlPlaneCacheFile(env);
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.${Date.now()}`;
  await copyFile(file, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, target);
  return target;
}

function executable(name) {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

function compareVersions(left, right) {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

function run(command, args, { cwd, env, capture = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(output.trim()) : reject(new Error(`${command} ended with ${code}`)),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , verb, file] = process.argv;
  const path = verb === 'adopt' && file !== undefined ? await adoptControlPlane(file) : await ensureControlPlane();
  if (path === undefined) {
    const { needed, found } = await checkGo();
    console.error(
      `Go ${needed} or newer is needed to build the control plane; ${found === undefined ? 'there is none' : `${found} is too old`}.`,
    );
    process.exitCode = 1;
  } else console.log(path);
}

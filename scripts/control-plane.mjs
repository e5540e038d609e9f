// Builds the sandbox's control plane (sandbox/control-plane, Go) into a cache outside the
// checkout, keyed by what goes into it. Plain JavaScript for Node >= 18: the set-up script runs
// it before the pinned Node is there, and TypeScript imports it to find the built file.
import { chmod, copyFile, mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGoProgram, checkGoFor, exists, goProgramFile } from './go-program.mjs';

const kubernetesVersion = { full: 'v1.36.3', major: '1', minor: '36' };

const controlPlane = {
  name: 'control-plane',
  source: fileURLToPath(new URL('../sandbox/control-plane/', import.meta.url)),
  files: ['main.go', 'go.mod', 'go.sum'],
  package: '.',
  flags: [
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
  ],
};

/** Where the binary for this source, these flags and this machine lies, built or not. */
export async function controlPlaneCacheFile(env = process.env) {
  return goProgramFile(controlPlane, env);
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
  return checkGoFor(controlPlane.source, env);
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
  await buildGoProgram(controlPlane, { target, env });
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

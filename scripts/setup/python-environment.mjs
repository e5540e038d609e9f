// @ts-check
// Python environments with packages from PyPI, which tests use: made once on a machine, below the cache folder.
// Plain JavaScript for Node >= 18: the set-up script runs it before the pinned Node is there.
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.mjs';
import { runProgram } from './run-program.mjs';

/**
 * @typedef {object} PythonEnvironment
 * @property {string} name of its folder
 * @property {URL} requirements every package with its exact version
 * @property {string} modules what can be imported when it is complete, separated by commas
 * @property {string} announcement said before it is made
 */

/**
 * The folder of its Python, by what is installed there.
 * @param {PythonEnvironment} environment
 * @param {NodeJS.ProcessEnv} env
 */
async function folderOf({ name, requirements }, env) {
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .update(`${process.platform}-${process.arch}`);
  return join(cacheFolder(env), name, hash.digest('hex').slice(0, 32));
}

/**
 * Its Python, or undefined when it has not been made.
 * @param {PythonEnvironment} environment
 * @param {NodeJS.ProcessEnv} env
 */
export async function findPython(environment, env) {
  const folder = await folderOf(environment, env);
  const complete = await access(join(folder, 'complete')).then(
    () => true,
    () => false,
  );
  return complete ? join(folder, 'bin', 'python') : undefined;
}

/**
 * The same, made first when it is not there. The folder keeps its name, because the programs in it know it.
 * @param {PythonEnvironment} environment
 * @param {{ log: (line: string) => void, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<string | undefined>} undefined without a Python 3 that can make environments
 */
export async function ensurePython(environment, { log, env }) {
  const found = await findPython(environment, env);
  if (found !== undefined) return found;
  const hasPython = await runProgram('python3', ['-c', 'import ensurepip, venv'], { env }).then(
    () => true,
    () => false,
  );
  if (!hasPython) return undefined;
  log(environment.announcement);
  const folder = await folderOf(environment, env);
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await runProgram('python3', ['-m', 'venv', folder], { env });
  const python = join(folder, 'bin', 'python');
  const requirements = fileURLToPath(environment.requirements);
  await runProgram(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', requirements],
    { env },
  );
  const mark = join(folder, 'complete');
  const touch = `pathlib.Path(${JSON.stringify(`${mark}.new`)}).touch()`;
  await runProgram(python, ['-c', `import ${environment.modules}, pathlib; ${touch}`], { env });
  await rename(`${mark}.new`, mark);
  return python;
}

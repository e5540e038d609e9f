// Installs a Jupyter server from PyPI, for a test of kernels through the server's port for dashboards.
// Plain JavaScript for Node >= 18: the set-up script runs it before the pinned Node is there.
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './setup/run-program.mjs';

const requirements = fileURLToPath(new URL('setup/jupyter-requirements.txt', import.meta.url));

/**
 * The folder of its Python, by what is installed there.
 * @param {NodeJS.ProcessEnv} env
 */
async function folderOf(env) {
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .update(`${process.platform}-${process.arch}`);
  return join(cache, 'mlanywhere', 'jupyter', hash.digest('hex').slice(0, 32));
}

/** The Python that has Jupyter, or undefined when it has not been installed. */
export async function findJupyter(env = process.env) {
  const folder = await folderOf(env);
  const complete = await access(join(folder, 'complete')).then(
    () => true,
    () => false,
  );
  return complete ? join(folder, 'bin', 'python') : undefined;
}

/**
 * The same, installed first when it is not there. The folder keeps its name, because the programs in it know it.
 * @returns {Promise<string | undefined>} undefined without a Python 3 that can make environments
 */
export async function ensureJupyter({ log = console.log, env = process.env } = {}) {
  const found = await findJupyter(env);
  if (found !== undefined) return found;
  const hasPython = await runProgram('python3', ['-c', 'import ensurepip, venv'], { env }).then(
    () => true,
    () => false,
  );
  if (!hasPython) return undefined;
  log('Installing a Jupyter server (PyPI), for a test of notebook kernels: once on this machine, about a minute.');
  const folder = await folderOf(env);
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await runProgram('python3', ['-m', 'venv', folder], { env });
  const python = join(folder, 'bin', 'python');
  await runProgram(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--requirement', requirements],
    { env },
  );
  const mark = join(folder, 'complete');
  await runProgram(
    python,
    ['-c', `import ipykernel, jupyter_server, pathlib; pathlib.Path(${JSON.stringify(`${mark}.new`)}).touch()`],
    { env },
  );
  await rename(`${mark}.new`, mark);
  return python;
}

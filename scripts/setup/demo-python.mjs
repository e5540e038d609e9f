// Installs TensorFlow, kfp and nbclient from PyPI, for tests that run the demo content.
// Plain JavaScript for Node >= 18: the set-up script runs it before the pinned Node is there.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensurePython, findPython } from './python-environment.mjs';

const environment = {
  name: 'demo-content',
  requirements: new URL('demo-content-requirements.txt', import.meta.url),
  modules: 'tensorflow, kfp.kubernetes, nbclient',
  announcement:
    'Installing TensorFlow and kfp (PyPI, 1.7 GB), for tests of the demo content: once on this machine, about two minutes.',
};

/** The Python that has them, or undefined when they have not been installed. */
export const findDemoPython = (env = process.env) => findPython(environment, env);

/**
 * The same, installed first when it is not there.
 * @returns {Promise<string | undefined>} undefined without a Python 3 that can make environments, and where PyPI has no TensorFlow for the machine
 */
export const ensureDemoPython = async ({ log = console.log, env = process.env } = {}) =>
  process.platform === 'linux' && process.arch === 'x64' ? ensurePython(environment, { log, env }) : undefined;

// PyPI's PyTorch for Linux needs 3 GB of CUDA, which no test uses. Debian's (python3-torch, python3-ipykernel) is for CPUs.
const debianPython = '/usr/bin/python3';

/** The machine's own Python when it has PyTorch and a notebook kernel, else undefined. */
export const findPytorch = async () =>
  promisify(execFile)(debianPython, ['-c', 'import torch, ipykernel']).then(
    () => debianPython,
    () => undefined,
  );

// Installs a Jupyter server from PyPI, for a test of kernels through the server's port for dashboards.
// Plain JavaScript for Node >= 18: the set-up script runs it before the pinned Node is there.
import { ensurePython, findPython } from './setup/python-environment.mjs';

const environment = {
  name: 'jupyter',
  requirements: new URL('setup/jupyter-requirements.txt', import.meta.url),
  modules: 'ipykernel, jupyter_server',
  announcement:
    'Installing a Jupyter server (PyPI), for a test of notebook kernels: once on this machine, about a minute.',
};

/** The Python that has Jupyter, or undefined when it has not been installed. */
export const findJupyter = (env = process.env) => findPython(environment, env);

/**
 * The same, installed first when it is not there.
 * @returns {Promise<string | undefined>} undefined without a Python 3 that can make environments
 */
export const ensureJupyter = ({ log = console.log, env = process.env } = {}) => ensurePython(environment, { log, env });

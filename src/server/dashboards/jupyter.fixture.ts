import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJupyter } from '../../../scripts/jupyter.mjs';
import { eventually } from '../../../test/patience.fixture.ts';
import { randomText } from '../login/keyed-hash.ts';

const python = await findJupyter();

/** Whether there is one; without it, its test is skipped. */
export const hasJupyter = python !== undefined;

export interface Jupyter {
  /** Path below which it answers, as a notebook of Kubeflow does. */
  readonly prefix: string;
  /** Logs a browser in. */
  readonly token: string;
  stop(): Promise<void>;
}

/** A real Jupyter server with a real kernel, settings as in the images of Kubeflow but for the login: a token, since other users of this machine reach the port. */
export async function startJupyter(port: number): Promise<Jupyter> {
  if (python === undefined) throw new Error('No Jupyter server: see scripts/jupyter.mjs');
  const directory = await mkdtemp(join(tmpdir(), 'jupyter-'));
  const [prefix, token] = ['/notebook/team/lab/', randomText()];
  const program = spawn(
    python,
    [
      ...['-m', 'jupyter_server', '--no-browser', '--allow-root', '--ServerApp.ip=127.0.0.1'],
      ...[`--ServerApp.port=${port}`, '--ServerApp.port_retries=0', `--ServerApp.base_url=${prefix}`],
      // Pods listen on all addresses, which has the same effect: the name in the address is not looked at.
      '--ServerApp.allow_remote_access=True',
      `--ServerApp.root_dir=${directory}`,
    ],
    {
      cwd: directory,
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        JUPYTER_TOKEN: token,
        JUPYTER_PREFER_ENV_PATH: '1',
        IPYTHONDIR: join(directory, 'ipython'),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let log = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = once(program, 'close');
  const stop = async (): Promise<void> => {
    program.kill('SIGTERM');
    await ended;
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await eventually(async () => {
      if (program.exitCode !== null) throw new Error(log);
      return (await fetch(`http://127.0.0.1:${port}${prefix}api`)).ok;
    });
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { prefix, token, stop };
}

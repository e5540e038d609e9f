import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOauth2Proxy } from '../../scripts/oauth2-proxy.mjs';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { startedContainer } from './pod-container.fixture.ts';
import type { RigProgram } from './rig-program.fixture.ts';

/** Where OAuth2 Proxy is; tests that need it are skipped where there is none and no Go to build it. */
export const oauth2ProxyPath = await findOauth2Proxy();

const deployment = { namespace: 'oauth2-proxy', name: 'oauth2-proxy' };

/**
 * Starts OAuth2 Proxy with the arguments, environment and files of its Deployment. Only what this machine decides is
 * different: where the files are, which port it listens on, and how names of Services are found.
 */
export async function startOauth2Proxy(
  objects: readonly KubernetesObject[],
  { directory, network }: { readonly directory: string; readonly network: string },
): Promise<RigProgram> {
  if (oauth2ProxyPath === undefined) throw new Error('No OAuth2 Proxy: see scripts/oauth2-proxy.mjs');
  const container = startedContainer(objects, deployment);
  const paths = Object.keys(container.files);
  const here = (text: string): string =>
    paths.reduce((current, path) => current.replaceAll(path, join(directory, path)), text);
  for (const [path, text] of Object.entries(container.files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, here(text));
  }
  const port = await chooseFreePort();
  const parameters = container.arguments.map((argument) =>
    here(argument).replace(/^--http-address=.*/, `--http-address=127.0.0.1:${port}`),
  );
  const child = spawn(oauth2ProxyPath, parameters, {
    env: { ...container.environment, HTTP_PROXY: network },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (log += String(text)));
  const ended = once(child, 'exit');
  // Nothing of a test outlives it, also where it ends without a word.
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const stop = async (): Promise<void> => {
    process.off('exit', endWithUs);
    child.kill('SIGKILL');
    await ended;
  };
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`OAuth2 Proxy ended with ${child.exitCode}: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return { port, log: () => log, stop };
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

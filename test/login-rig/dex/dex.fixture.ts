import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { startedContainer } from '../pod-container.fixture.ts';
import type { RigProgram } from '../rig-program.fixture.ts';
import type { DexStart } from './dex-program.fixture.ts';

const program = fileURLToPath(new URL('./dex-program.fixture.ts', import.meta.url));

/** Starts what plays Dex, with the configuration and environment of Dex's Deployment. */
export async function startDex(
  objects: readonly KubernetesObject[],
  { keys, clockAheadSeconds = 0 }: { readonly keys: readonly object[]; readonly clockAheadSeconds?: number },
): Promise<RigProgram> {
  const { arguments: words, files, environment } = startedContainer(objects, { namespace: 'auth', name: 'dex' });
  const config = files[words.at(-1) ?? ''];
  if (config === undefined) throw new Error(`Dex has no configuration at ${words.at(-1) ?? ''}`);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  const ended = once(child, 'exit');
  const port = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        log += String(text);
        const [, found] = /^port (\d+)$/m.exec(log) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    void ended.then(() => reject(new Error(`Dex ended: ${log}`)));
  });
  const start: DexStart = { config, environment, keys, clockAheadSeconds };
  child.stdin.write(`${JSON.stringify(start)}\n`);
  return {
    port: await port,
    log: () => log,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

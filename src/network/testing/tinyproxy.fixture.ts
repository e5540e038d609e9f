import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const hasTinyproxy = spawnSync('tinyproxy', ['-v']).status === 0;

/** A real forward proxy, on this machine alone. */
export interface Tinyproxy {
  /** `127.0.0.1:port`. */
  readonly host: string;
  close(): Promise<void>;
}

/** `settings`: lines of its configuration file. */
export async function startTinyproxy(settings: readonly string[]): Promise<Tinyproxy> {
  const folder = await mkdtemp(join(tmpdir(), 'mla-tinyproxy-'));
  const port = await freePort();
  const file = join(folder, 'conf');
  const lines = [`Port ${String(port)}`, 'Listen 127.0.0.1', 'Timeout 20', 'Allow 127.0.0.1', ...settings, ''];
  await writeFile(file, lines.join('\n'));
  const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' });
  await untilListening(port);
  return {
    host: `127.0.0.1:${String(port)}`,
    close: async () => {
      child.kill();
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const free = (probe.address() as AddressInfo).port;
  probe.close();
  await once(probe, 'close');
  return free;
}

async function untilListening(wanted: number): Promise<void> {
  for (let tries = 1; tries <= 100; tries += 1) {
    const socket = connect(wanted, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await wait(50);
  }
  throw new Error('tinyproxy did not start');
}

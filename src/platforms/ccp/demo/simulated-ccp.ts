import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MlaError } from '../../../errors/error.ts';
import { Secret } from '../../../secret.ts';

/** A simulated Cisco Container Platform in a process of its own. */
export interface SimulatedCcp {
  readonly address: string;
  /** Of its self-signed certificate. */
  readonly fingerprint: string;
  readonly username: string;
  readonly password: Secret;
  readonly processId: number;
  /** Stops it and its clusters. */
  readonly stop: () => Promise<void>;
}

const greeting = z.object({ address: z.string(), fingerprint: z.string(), username: z.string(), password: z.string() });

/**
 * Starts it. A directory of an earlier start restores its state. It ends with this process, unless `detached`.
 * Throws `ccp.simulationFailed`.
 */
export async function startSimulatedCcp(options: { directory: string; detached: boolean }): Promise<SimulatedCcp> {
  const { directory, detached } = options;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const logFile = join(directory, 'simulator.log');
  const log = await open(logFile, 'a', 0o600);
  const program = fileURLToPath(new URL('../../../../sandbox/ccp/main.ts', import.meta.url));
  const child = spawn(process.execPath, [program, '--directory', directory, ...(detached ? ['--detached'] : [])], {
    detached,
    stdio: ['pipe', 'pipe', log.fd],
  });
  await log.close();
  const ended = once(child, 'exit');
  const line = await firstLine(child.stdout);
  const said = greeting.safeParse(parseLine(line));
  if (!said.success || child.pid === undefined) {
    child.kill();
    throw new MlaError('ccp.simulationFailed', { log: logFile, said: line ?? 'nothing' });
  }
  if (detached) {
    child.stdin?.destroy();
    child.stdout?.destroy();
    child.unref();
  }
  const { address, fingerprint, username, password } = said.data;
  return {
    address,
    fingerprint,
    username,
    password: new Secret(password),
    processId: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function firstLine(stream: Readable | null): Promise<string | undefined> {
  if (stream !== null) for await (const line of createInterface({ input: stream })) return line;
  return undefined;
}

function parseLine(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '');
  } catch {
    return undefined;
  }
}

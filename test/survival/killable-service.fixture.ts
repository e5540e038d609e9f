import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { readInstance } from '../../src/cli/server/instance-file.ts';

/** `mla serve` in a process of its own, to be killed. */
export interface KillableService {
  /** Resolves when it can be called. Rejects when it ended before. */
  readonly up: Promise<ApiClient>;
  readonly processId: number;
  /** SIGSTOP, or SIGCONT after it. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** What it wrote to stderr. */
  readonly complaints: () => string;
}

/** Starts the service on a data directory, as a user does; `program` is the file that `mla` starts. */
export function startService(
  program: string,
  home: string,
  environment: Readonly<Record<string, string>> = {},
): KillableService {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], {
    env: { ...process.env, MLA_HOME: home, MLA_RELEASE_PATH: '', ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));

  const findClient = async (): Promise<ApiClient> => {
    for (;;) {
      const instance = await readInstance(home);
      if (instance !== undefined && instance.processId === child.pid) return createApiClient(instance);
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the service ended: ${complaints}`);
      await sleep(20);
    }
  };
  const up = findClient();
  // Whoever kills it before it is up does not wait for it.
  up.catch(() => undefined);
  return {
    up,
    processId: child.pid ?? 0,
    signal: (name) => void child.kill(name),
    complaints: () => complaints,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { fromReport, MlaError, type ErrorReport } from '../src/errors/error.ts';
import { adminFile, type AdminEndpoint } from './admin-endpoint.ts';
import type { SandboxOptions } from './cluster.ts';
import type { FaultRule } from './faults/rules.ts';
import type { SandboxStatus } from './status.ts';
import type { SwitchSettings } from './switches.ts';

/** Milliseconds. What listens at a remembered address may be anybody by now. */
const answerMayTake = 5000;
const endMayTake = 60_000;

/** A sandbox as its own process tells about it. */
export interface SandboxDescription extends SandboxStatus {
  readonly name: string;
  readonly server: string;
  readonly directory: string;
  readonly auditLog: string;
  /** YAML. */
  readonly kubeconfig: string;
  readonly kubeconfigThroughFaults: string;
  readonly switches: SwitchSettings;
  readonly faults: readonly { readonly rule: FaultRule; readonly hit: number }[];
  /** Of the process that holds the others. */
  readonly pid: number;
}

/** A sandbox cluster in another process. */
export interface SandboxProcessHandle {
  readonly pid: number;
  describe(): Promise<SandboxDescription>;
  /** Resolves when the cluster is as the switches say. */
  setSwitches(settings: SwitchSettings): Promise<void>;
  setFaults(rules: readonly FaultRule[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a sandbox cluster in a process of its own. It ends with this process
 * unless `detached`.
 * @throws an error of `sandbox.`
 */
export async function startSandboxProcess(
  options: Omit<SandboxOptions, 'log'> & { detached?: boolean; log?: (line: string) => void },
): Promise<SandboxProcessHandle> {
  const { log, ...rest } = options;
  await mkdir(join(options.directory, 'logs'), { recursive: true, mode: 0o700 });
  const errors = await open(join(options.directory, 'logs', 'sandbox.log'), 'a', 0o600);
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), JSON.stringify(rest)], {
    detached: options.detached ?? false,
    stdio: [options.detached === true ? 'ignore' : 'pipe', 'pipe', errors.fd],
  });
  await errors.close();
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = await firstWord(child, log ?? (() => undefined));
  if (options.detached === true) {
    child.stdout?.destroy();
    child.unref();
  }
  return handleOf(endpoint, exited);
}

/** The sandbox of this folder, when it runs in a process of its own. */
export async function findSandboxProcess(directory: string): Promise<SandboxProcessHandle | undefined> {
  const text = await readFile(adminFile(directory), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const endpoint = parseEndpoint(text);
  if (endpoint === undefined) return undefined;
  const handle = handleOf(endpoint);
  const description = await handle.describe().catch(() => undefined);
  return description?.directory === directory ? handle : undefined;
}

async function firstWord(child: ChildProcess, log: (line: string) => void): Promise<AdminEndpoint> {
  if (child.stdout !== null)
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line) as { log?: string; error?: ErrorReport; up?: AdminEndpoint };
      if (message.log !== undefined) log(message.log);
      if (message.error !== undefined) throw fromReport(message.error);
      if (message.up !== undefined) return message.up;
    }
  throw new MlaError('general.unforeseen', { reason: 'the sandbox process ended before it was up' });
}

function handleOf({ url, token, pid }: AdminEndpoint, exited?: Promise<void>): SandboxProcessHandle {
  const call = async <T>(
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body?: unknown,
    limits: { readonly headersTimeout?: number; readonly bodyTimeout?: number } = {},
  ): Promise<T> => {
    const answer = await request(`${url}${path}`, {
      method,
      ...limits,
      headers: { authorization: `Bearer ${token}`, connection: 'close' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.statusCode === 200) return (await answer.body.json()) as T;
    throw new MlaError('general.unforeseen', {
      reason: `the sandbox answered ${answer.statusCode}: ${await answer.body.text()}`,
    });
  };
  return {
    pid,
    describe: () => call('GET', '/status', undefined, { headersTimeout: answerMayTake, bodyTimeout: answerMayTake }),
    setSwitches: async (settings) => {
      await call('PUT', '/switches', settings);
    },
    setFaults: async (rules) => {
      await call('PUT', '/faults', rules);
    },
    stop: async () => {
      await call('POST', '/stop');
      await (exited ?? untilGone(pid));
    },
  };
}

/** A file that a kill or a full disk left half written tells of no sandbox. */
function parseEndpoint(text: string): AdminEndpoint | undefined {
  try {
    return JSON.parse(text) as AdminEndpoint;
  } catch {
    return undefined;
  }
}

/** Not for ever: its number may belong to another process by now. */
async function untilGone(pid: number): Promise<void> {
  for (const end = Date.now() + endMayTake; Date.now() < end;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

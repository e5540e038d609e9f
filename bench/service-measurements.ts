import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createApiClient, type ApiClient } from '../src/api/client.ts';
import { readInstance } from '../src/cli/server/instance-file.ts';
import { installationSchema } from '../src/installation/installation.ts';
import { withFreshSandbox } from './fresh-sandbox.ts';
import type { Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';

const launcher = fileURLToPath(new URL('../mla', import.meta.url));
const eventSource = fileURLToPath(new URL('programs/event-source.ts', import.meta.url));
const rate = 1000;
const readers = 20;

/** What the measurements of the service work with. */
export interface ServiceBench {
  /** Version, or `sample`. */
  readonly release: string;
  /** Path of it as a bundle. */
  readonly bundle: string;
  /** A folder of its own for each. */
  readonly directory: string;
  /** Seconds of events. */
  readonly seconds: number;
}

/** (f) The service's memory, as the kernel counts its highest, from its start to the end of a whole install of a bundle in its store. */
export async function measureMemory({ release, bundle, directory }: ServiceBench): Promise<Measurement> {
  const home = await usedHome(directory, (client) => client.call('addRelease', { body: { source: bundle } }));
  const detail = await withFreshSandbox(async ({ kubeconfig }) => {
    const server = await startServer(home);
    try {
      const idle = await memoryOf(server.pid);
      const client = await clientOf(home);
      await client.call('saveConnection', {
        params: { name: 'bench' },
        body: { platform: 'existing', kubeconfigPath: kubeconfig },
      });
      const cluster = { platform: 'existing', connection: 'bench' };
      const body = installationSchema.parse({
        apiVersion: 'mlanywhere.dev/v1alpha1',
        kind: 'Installation',
        metadata: { name: 'bench' },
        spec: { cluster, kubeflow: { release } },
      });
      const { runId } = await client.call('applyInstallation', { body });
      for await (const event of client.streamEvents(runId, { after: 0, signal: new AbortController().signal }))
        if (event.type === 'run.failed') throw new Error(event.message);
      const { objects } = await client.call('getRun', { params: { id: runId } });
      return { objects: objects.applied, idleMegabytes: idle.now, peakMegabytes: (await memoryOf(server.pid)).peak };
    } finally {
      await server.end();
    }
  });
  return {
    id: 'f',
    title: 'memory of the service at its highest, a whole install with the embedded database',
    value: detail.peakMegabytes,
    unit: 'MB',
    bar: { kind: 'at most', value: 260 },
    detail,
  };
}

/** (g) From the command to the first line that says it is up, on a directory that was used before. */
export async function measureStart({ directory }: ServiceBench): Promise<Measurement> {
  const home = await usedHome(directory);
  const seconds: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const started = performance.now();
    const server = await startServer(home);
    seconds.push((performance.now() - started) / 1000);
    await server.end();
  }
  return {
    id: 'g',
    title: 'start of the server on existing data, median of 5',
    value: median(seconds),
    unit: 's',
    bar: { kind: 'at most', value: 1 },
    detail: { seconds },
  };
}

/** (h) `mla --version`, by the launcher. */
export async function measureVersion(): Promise<Measurement> {
  const milliseconds: number[] = [];
  for (let time = 0; time < 11; time += 1) {
    const started = performance.now();
    await promisify(execFile)(launcher, ['--version']);
    milliseconds.push(performance.now() - started);
  }
  return {
    id: 'h',
    title: '`mla --version`, median of 11',
    value: median(milliseconds),
    unit: 'ms',
    bar: { kind: 'at most', value: 150 },
    detail: { milliseconds },
  };
}

/** (i) 1,000 events a second with 20 readers in another process: how late an event comes to a reader, 99 of 100. Endless when a reader misses one. */
export async function measureEvents({ directory, seconds }: ServiceBench): Promise<Measurement> {
  const source = spawn(process.execPath, [eventSource, join(directory, 'events'), String(rate), String(seconds)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const { url, token, runId } = JSON.parse(await firstLine(source)) as { url: string; token: string; runId: string };
    const { readings, ...delays } = await runProgram<{
      readings: { events: number; wrong: number }[];
      median: number;
      p99: number;
      worst: number;
    }>('stream-readers', [url, token, runId, String(readers)]);
    const told = rate * seconds;
    const lost = readings.filter(({ events, wrong }) => wrong > 0 || events < told).length;
    return {
      id: 'i',
      title: `delay of ${rate} events a second for ${seconds} s to ${readers} readers, 99th percentile, ${lost} readers lost any`,
      value: lost === 0 ? delays.p99 : Number.POSITIVE_INFINITY,
      unit: 'ms',
      bar: { kind: 'at most', value: 500 },
      detail: { told, lost, ...delays },
    };
  } finally {
    source.stdin.end();
    await once(source, 'close');
  }
}

/** A data directory that a server has used before, for what is to be there already. */
async function usedHome(
  directory: string,
  prepare: (client: ApiClient) => Promise<unknown> = () => Promise.resolve(),
): Promise<string> {
  const home = await mkdtemp(join(directory, 'home-'));
  const server = await startServer(home);
  try {
    await prepare(await clientOf(home));
  } finally {
    await server.end();
  }
  return home;
}

/** `mla serve` on a data directory and a free port. */
export async function startServer(home: string): Promise<{ pid: number; end(): Promise<void> }> {
  const child = spawn(launcher, ['serve', '--port', '0', '--json'], {
    env: { ...process.env, MLA_HOME: home, MLA_RELEASE_PATH: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { processId } = JSON.parse(await firstLine(child)) as { processId: number };
  return {
    pid: processId,
    async end() {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** The first line that a program prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout !== null) for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the program ended before it said anything');
}

/** A client of the server that runs on a data directory. */
export async function clientOf(home: string): Promise<ApiClient> {
  const instance = await readInstance(home);
  if (instance === undefined) throw new Error('no server runs');
  return createApiClient(instance);
}

/** Resident memory in MB, as Linux counts it. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const field = (name: string): number => (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../src/runs/database/open-database.ts';
import { seedDirectory } from '../src/runs/database/open-database.fixture.ts';
import { findPostgres, startPostgres } from '../src/runs/database/postgres-server.fixture.ts';
import { storeInstallations } from '../src/server/installations/many-installations.fixture.ts';
import { eventsOfEach, keepViews, storeLongRuns } from './long-runs.ts';
import { formatMeasurement, type Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';
import { firstLine, memoryOf } from './service-measurements.ts';

const eventSource = fileURLToPath(new URL('programs/event-source.ts', import.meta.url));
const [installations, longRuns] = [2000, 200];
const [streams, clients, seconds] = [500, 50, 30];
/** Events a second that go to each stream. */
const rate = 4;
/** Seconds for which streams are open before and after the clients. */
const opening = 15;

interface LoadOptions {
  readonly directory: string;
  readonly log: (line: string) => void;
  readonly wanted: (id: string) => boolean;
}

/** (r, s) List pages and memory under load on the embedded database, (t, u) on PostgreSQL; none where there is no server. */
export async function measureLoad({ directory, log, wanted }: LoadOptions): Promise<Measurement[]> {
  const embedded = wanted('r') || wanted('s') ? await measureOn({ directory, ids: ['r', 's'], name: 'embedded' }) : [];
  for (const measurement of embedded) log(`${formatMeasurement(measurement)} ${JSON.stringify(measurement.detail)}`);
  if (!wanted('t') && !wanted('u')) return embedded;
  const folder = findPostgres();
  if (folder === undefined) {
    log('The load on PostgreSQL is not measured: no server was found on this machine.');
    return embedded;
  }
  const postgres = await startPostgres(folder);
  try {
    const measured = await measureOn({ directory, ids: ['t', 'u'], name: 'PostgreSQL', databaseUrl: postgres.url });
    return [...embedded, ...measured];
  } finally {
    await postgres.stop();
  }
}

async function measureOn(given: {
  readonly directory: string;
  readonly ids: readonly [pages: string, memory: string];
  readonly name: string;
  readonly databaseUrl?: string;
}): Promise<Measurement[]> {
  const { ids, name, databaseUrl } = given;
  const home = await mkdtemp(join(given.directory, 'load-'));
  const database = await openDatabase(
    databaseUrl === undefined ? { directory: home, durability: 'none', seedDirectory } : { url: databaseUrl },
  );
  await storeInstallations(database, installations);
  await storeLongRuns(database, longRuns);
  const foldMilliseconds = await keepViews(database, longRuns);
  await database.close();
  const words = [eventSource, home, String(rate), '600', ...(databaseUrl === undefined ? [] : [databaseUrl])];
  const server = spawn(process.execPath, ['--max-semi-space-size=4', ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const { url, token, runId } = JSON.parse(await firstLine(server)) as Record<'url' | 'token' | 'runId', string>;
    const before = await memoryOf(server.pid ?? 0);
    const readers = runProgram<{ open: number; events: number }>('open-streams', [
      ...[url, token, runId, String(streams), String(seconds + opening)],
    ]);
    await waitForStreams(url, token);
    const processor = await processorOf(server.pid ?? 0);
    const eachSecond: number[] = [];
    const sampling = setInterval(
      () => void memoryOf(server.pid ?? 0).then(({ now }) => eachSecond.push(Math.round(now))),
      1000,
    );
    const pages = await runProgram<{ p95: number; failures: string[] }>('api-clients', [
      ...[url, token, String(clients), String(seconds), String(longRuns)],
    ]);
    clearInterval(sampling);
    const used = (await processorOf(server.pid ?? 0)).since(processor);
    const streamed = await readers;
    const memory = await memoryOf(server.pid ?? 0);
    const whole = pages.failures.length === 0 && streamed.open === streams;
    return [
      {
        id: ids[0],
        title: `list pages on the ${name} database with ${installations} installations, ${longRuns} runs of ${eventsOfEach} events, ${streams} streams and ${clients} clients, 95th percentile`,
        value: whole ? pages.p95 : Number.POSITIVE_INFINITY,
        unit: 'ms',
        bar: { kind: 'at most', value: 300 },
        detail: { ...pages, streamed, processor: used, foldMilliseconds },
      },
      {
        id: ids[1],
        title: `memory of the service at its highest under this load (${name} database)`,
        value: memory.peak,
        unit: 'MB',
        bar: { kind: 'at most', value: 600 },
        detail: { atStart: before, atEnd: memory, eachSecond },
      },
    ];
  } finally {
    server.stdin.end();
    await once(server, 'close');
  }
}

/** Until all streams are open, or for 10 seconds. */
async function waitForStreams(url: string, token: string): Promise<void> {
  for (let time = 0; time < 20; time += 1) {
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    if (Number(/^mlanywhere_event_streams (\d+)$/m.exec(await metrics.text())?.[1]) === streams) return;
    await sleep(500);
  }
}

interface Processor {
  readonly since: (earlier: Processor) => { readonly usedSeconds: number; readonly waitedSeconds: number };
  readonly used: number;
  readonly waited: number;
}

/** How long the main thread of a program had a processor, and how long it was ready and had none because other programs ran. Nanoseconds, as Linux counts. */
async function processorOf(pid: number): Promise<Processor> {
  const [used = 0, waited = 0] = (await readFile(`/proc/${pid}/schedstat`, 'utf8')).split(' ').map(Number);
  const since: Processor['since'] = (earlier) => ({
    usedSeconds: (used - earlier.used) / 1e9,
    waitedSeconds: (waited - earlier.waited) / 1e9,
  });
  return { used, waited, since };
}

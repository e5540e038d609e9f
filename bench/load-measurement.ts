import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openDatabase, type Database } from '../src/runs/database/open-database.ts';
import { seedDirectory } from '../src/runs/database/open-database.fixture.ts';
import { findPostgres, startPostgres } from '../src/runs/database/postgres-server.fixture.ts';
import { storeInstallations } from '../src/server/installations/many-installations.fixture.ts';
import { formatMeasurement, type Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';
import { firstLine, memoryOf } from './service-measurements.ts';

const eventSource = fileURLToPath(new URL('programs/event-source.ts', import.meta.url));
const [installations, longRuns, eventsOfEach] = [2000, 200, 5000];
const [streams, clients, seconds] = [500, 50, 30];
/** Events a second that go to each stream. */
const rate = 4;

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
  await storeLongRuns(database);
  await database.close();
  const words = [eventSource, home, String(rate), '600', ...(databaseUrl === undefined ? [] : [databaseUrl])];
  const server = spawn(process.execPath, ['--max-semi-space-size=4', ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const { url, token, runId } = JSON.parse(await firstLine(server)) as Record<'url' | 'token' | 'runId', string>;
    const before = await memoryOf(server.pid ?? 0);
    const readers = runProgram<{ open: number; events: number }>('open-streams', [
      url,
      token,
      runId,
      String(streams),
      String(seconds),
    ]);
    const pages = await runProgram<{ p95: number; failures: string[] }>('api-clients', [
      ...[url, token, String(clients), String(seconds), String(longRuns)],
    ]);
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
        detail: { ...pages, streamed },
      },
      {
        id: ids[1],
        title: `memory of the service at its highest under this load (${name} database)`,
        value: memory.peak,
        unit: 'MB',
        bar: { kind: 'at most', value: 600 },
        detail: { atStart: before, atEnd: memory },
      },
    ];
  } finally {
    server.stdin.end();
    await once(server, 'close');
  }
}

/** Runs `i-0001-9`… with many events each, newer than all others; a few at a time, because a statement may not take long. */
async function storeLongRuns(database: Database): Promise<void> {
  const last = eventsOfEach;
  for (let first = 1; first <= longRuns; first += 10) {
    const names = sql`name between ${nameOf(first)} and ${nameOf(Math.min(first + 9, longRuns))}`;
    await database.write(async (writer) => {
      await sql`insert into run (id, installation, kind, state, attempt, created_at, spec, last_event_id)
        select name || '-9', name, 'create', 'succeeded', 1, created_at + interval '1 day', spec, ${last}::integer
        from installation where ${names}`.execute(writer);
      await sql`insert into run_event (run_id, id, time, attempt, type, severity, component, message, data)
        select name || '-9', number, created_at + interval '1 day' + number * interval '100 milliseconds', 1,
          case number when 1 then 'run.queued' when 2 then 'run.started' when ${last}::integer then 'run.succeeded' else 'log' end,
          'info', case when number between 3 and ${last - 1}::integer then 'kserve' end,
          'Deployment.apps kserve/kserve-controller-manager: waiting for ' || number,
          case number when 1 then '{"kind": "create"}'::jsonb when 2 then '{"steps": []}'::jsonb end
        from installation, generate_series(1, ${last}::integer) as number where ${names}`.execute(writer);
    });
  }
}

const nameOf = (number: number): string => `i-${String(number).padStart(4, '0')}`;

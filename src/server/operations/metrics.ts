import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RunStateName } from '../../api/run.ts';

/** What the numbers are read from when somebody asks. */
export interface MetricsSources {
  readonly version: string;
  readonly countRuns: () => Promise<Partial<Record<RunStateName, number>>>;
}

/** Numbers for Prometheus. Their names are a contract: dashboards and alerts use them (docs/server/operations.md). */
export interface Metrics {
  readonly requestEnded: (request: {
    readonly method: string;
    /** The pattern, never the address: an address may hold names. */
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }) => void;
  /** Returns what to call when it has ended. */
  readonly streamOpened: () => () => void;
  readonly stepEnded: (step: {
    readonly step: string;
    readonly outcome: 'succeeded' | 'failed';
    readonly seconds: number;
  }) => void;
  readonly contentType: string;
  /** In Prometheus' text format. */
  readonly read: () => Promise<string>;
}

/** Seconds: an answer from memory, a slow query, a preflight. */
const requestBuckets = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
/** Seconds: a step takes from a moment to an hour. */
const stepBuckets = [1, 5, 15, 60, 300, 900, 3600];

/** The registry belongs to this server: a process can have several, in tests. */
export function createMetrics({ version, countRuns }: MetricsSources): Metrics {
  const registry = new Registry();
  const requests = new Counter({
    name: 'mlanywhere_http_requests_total',
    help: 'HTTP requests that were answered',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const requestSeconds = new Histogram({
    name: 'mlanywhere_http_request_duration_seconds',
    help: 'Time to answer an HTTP request',
    labelNames: ['method', 'route'],
    buckets: requestBuckets,
    registers: [registry],
  });
  const streams = new Gauge({
    name: 'mlanywhere_event_streams',
    help: 'Event streams that are open now',
    registers: [registry],
  });
  const stepSeconds = new Histogram({
    name: 'mlanywhere_step_duration_seconds',
    help: 'Time that steps of runs took in this process',
    labelNames: ['step', 'outcome'],
    buckets: stepBuckets,
    registers: [registry],
  });
  addDatabase(registry, countRuns);
  addProcess(registry, version);
  return {
    requestEnded({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      requestSeconds.observe({ method, route }, seconds);
    },
    streamOpened() {
      streams.inc();
      return () => streams.dec();
    },
    stepEnded: ({ step, outcome, seconds }) => stepSeconds.observe({ step, outcome }, seconds),
    contentType: registry.contentType,
    read: () => registry.metrics(),
  };
}

/** Runs by state, and whether and how fast the database answered that question. */
function addDatabase(registry: Registry, countRuns: MetricsSources['countRuns']): void {
  const registers = [registry];
  const up = new Gauge({ name: 'mlanywhere_database_up', help: '1 when the database answers', registers });
  const seconds = new Gauge({
    name: 'mlanywhere_database_answer_seconds',
    help: 'Time that the database took to count the runs',
    registers,
  });
  new Gauge({
    name: 'mlanywhere_runs',
    help: 'Runs in the database by state',
    labelNames: ['state'],
    registers,
    async collect() {
      const startedAt = performance.now();
      const counts = await countRuns().catch(() => undefined);
      up.set(counts === undefined ? 0 : 1);
      seconds.set((performance.now() - startedAt) / 1000);
      this.reset();
      for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
    },
  });
}

/** The usual names of process metrics, of which prom-client's own collectors would keep timers and observers running. */
function addProcess(registry: Registry, version: string): void {
  const registers = [registry];
  new Gauge({ name: 'mlanywhere_info', help: 'The version', labelNames: ['version'], registers }).set({ version }, 1);
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_cpu_seconds',
    help: 'Processor time of the process',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.set((user + system) / 1e6);
    },
  });
  new Gauge({ name: 'process_start_time_seconds', help: 'Start of the process', registers }).set(
    Math.round(Date.now() / 1000 - process.uptime()),
  );
}

/**
 * `npm run bench [-- --json] [--only f,i]`: speed and memory as ratios and
 * sizes, each beside its bar. Exit code 1 when a bar is missed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelease } from '../src/kubeflow/release/build-release.ts';
import { loadRelease } from '../src/kubeflow/release/load-release.ts';
import { buildSampleRelease } from '../src/kubeflow/sample/sample-release.ts';
import { measureCancel } from './cancel-measurement.ts';
import { measureFetch } from './fetch-measurement.ts';
import { measureHome } from './home-measurement.ts';
import { measureLoad } from './load-measurement.ts';
import { measureOrder } from './order-measurement.ts';
import { measurePreflight } from './preflight-measurement.ts';
import { measureInstalls } from './install-measurements.ts';
import { formatMeasurement, meetsBar, type Measurement } from './measurement.ts';
import {
  measureEvents,
  measureMemory,
  measureStart,
  measureVersion,
  type ServiceBench,
} from './service-measurements.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    seconds: { type: 'string', default: '60' },
  },
});
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const directory = await mkdtemp(join(tmpdir(), 'mla-bench-'));
const releasePath = process.env.MLA_RELEASE_PATH;

/** The measurements in the order they are taken: those that go together have one entry. */
const entries: readonly {
  readonly ids: readonly string[];
  readonly says: string;
  readonly measure: (service: ServiceBench, wanted: (id: string) => boolean) => Promise<Measurement[]>;
}[] = [
  { ids: ['a', 'b', 'b2', 'c', 'd', 'e'], says: 'whole installs, and kubectl’s', measure: measureRelease },
  {
    ids: ['f'],
    says: 'memory of the service during a whole install (about 1 min)',
    measure: async (service) => [await measureMemory(service)],
  },
  { ids: ['g'], says: 'start of the server', measure: async (service) => [await measureStart(service)] },
  { ids: ['h'], says: 'mla --version', measure: async () => [await measureVersion()] },
  {
    ids: ['i'],
    says: `events to many readers (about ${values.seconds} s)`,
    measure: async (service) => [await measureEvents(service)],
  },
  {
    ids: ['k'],
    says: 'what it costs that programs wait for their rights and kinds (about 3 min)',
    measure: async ({ bundle }) => [await measureOrder({ bundle, log })],
  },
  {
    ids: ['j'],
    says: 'a cancel in each step that waits for somebody (about 30 s)',
    measure: async () => [await measureCancel()],
  },
  {
    ids: ['l'],
    says: 'the home page with 1,000 installations (about 1 min)',
    measure: (service) => measureHome(service, { log }),
  },
  {
    ids: ['r', 's', 't', 'u'],
    says: 'list pages and memory under the load of a team, on both databases (about 3 min)',
    measure: ({ directory }, wanted) => measureLoad({ directory, log, wanted }),
  },
  {
    ids: ['m', 'n', 'o'],
    says: 'preflight, and the dry run of each object (about 2 min)',
    measure: ({ bundle }) => measurePreflight(bundle),
  },
  {
    ids: ['p', 'q'],
    says: 'Kubeflow from its source, three times (about 1 min)',
    measure: ({ directory }) => measureFetch({ directory, log }),
  },
];

async function measureRelease({ bundle }: ServiceBench, wanted: (id: string) => boolean): Promise<Measurement[]> {
  return measureInstalls({ release: loadRelease(await readFile(bundle)), bundle, wanted, log });
}

try {
  const only = values.only?.split(',');
  const release = releasePath === undefined ? 'sample' : '26.03.1';
  if (releasePath === undefined)
    log(
      'MLA_RELEASE_PATH is not set: the sample release is measured, and the bars, which are for Kubeflow 26.03.1, say little.',
    );
  const bundle = join(directory, 'release.bundle');
  await writeFile(
    bundle,
    releasePath === undefined ? await buildSampleRelease() : await buildRelease(join(releasePath, '26.03.1')),
  );
  const measurements: Measurement[] = [];
  for (const { ids, says, measure } of entries) {
    const isWanted = (id: string): boolean => only?.includes(id) ?? true;
    if (!ids.some(isWanted)) continue;
    log(says);
    measurements.push(
      ...(await measure({ release, bundle, directory, seconds: Number(values.seconds) }, isWanted)).filter(({ id }) =>
        isWanted(id),
      ),
    );
  }
  for (const measurement of measurements) log(formatMeasurement(measurement));
  const passed = measurements.every(meetsBar);
  if (values.json) process.stdout.write(`${JSON.stringify({ release, passed, measurements })}\n`);
  process.exitCode = passed ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

/**
 * `npm run bench [-- --json]`: speed and memory as ratios and sizes, each
 * beside its bar. Exit code 1 when a bar is missed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelease } from '../src/kubeflow/release/build-release.ts';
import { loadRelease } from '../src/kubeflow/release/load-release.ts';
import { buildPracticeRelease } from '../src/kubeflow/practice/practice-release.ts';
import { measureInstalls } from './install-measurements.ts';
import { formatMeasurement, meetsBar } from './measurement.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const directory = await mkdtemp(join(tmpdir(), 'mla-bench-'));
try {
  const releasePath = process.env.MLA_RELEASE_PATH;
  if (releasePath === undefined) log('MLA_RELEASE_PATH is not set: the practice release is measured, and the bars, which are for Kubeflow 26.03.1, say little.');
  const bytes = releasePath === undefined ? await buildPracticeRelease() : await buildRelease(join(releasePath, '26.03.1'));
  const bundle = join(directory, 'release.bundle');
  await writeFile(bundle, bytes);
  const release = loadRelease(bytes);
  const measurements = await measureInstalls({ release, bundle, log });
  for (const measurement of measurements) log(formatMeasurement(measurement));
  const passed = measurements.every(meetsBar);
  if (values.json) process.stdout.write(`${JSON.stringify({ release: `${release.name} ${release.version}`, passed, measurements })}\n`);
  process.exitCode = passed ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}

import { fileURLToPath } from 'node:url';
import { buildRelease } from '../release/build-release.ts';
import { loadRelease } from '../release/load-release.ts';
import type { Release } from '../release/release.ts';
import type { ReleaseSource, WantedRelease } from '../release/release-store.ts';
import { summarize, type ReleaseSummary } from '../release/release-summary.ts';
import { sampleCatalogue } from './sample-catalogue.ts';

const objectsFolder = fileURLToPath(new URL('./objects', import.meta.url));
const sampleVersion = '1.0.0';

/** The bundle of the sample release: built from the YAML beside this file, in a few milliseconds. */
export function buildSampleRelease(): Promise<Buffer> {
  return buildRelease(objectsFolder, { name: 'sample', version: sampleVersion, catalogue: sampleCatalogue });
}

/** MLAnywhere's own small release with every kind of gate in miniature: for tests, and for a demo without a network. */
export async function loadSampleRelease(): Promise<Release> {
  return loadRelease(await buildSampleRelease(), { origin: 'the sample release' });
}

/** The sample release as a source of the library: always there. */
export const sampleSource: ReleaseSource = {
  async list(): Promise<ReleaseSummary[]> {
    const bundle = await buildSampleRelease();
    return [summarize(loadRelease(bundle), { source: 'part of MLAnywhere', bytes: bundle.length })];
  },
  async load({ name, version }: WantedRelease): Promise<Release | undefined> {
    return name === 'sample' && (version === undefined || version === sampleVersion) ? loadSampleRelease() : undefined;
  },
};

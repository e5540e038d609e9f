import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReleaseFolder } from '../release/release-folder.ts';
import { buildBundle } from '../release/build-release.ts';
import { loadRelease } from '../release/load-release.ts';
import { loadSampleRelease } from '../sample/sample-release.ts';
import type { Release } from '../release/release.ts';

const folder = process.env['MLA_RELEASE_PATH'] ?? '';

/** Versions of Kubeflow that MLA_RELEASE_PATH offers: upstream's objects are not ours to keep, so tests on them need that folder. */
export const kubeflowVersions =
  folder !== '' && existsSync(folder) ? readdirSync(folder).filter((name) => /^\d/.test(name)) : [];

/** Paths of a version's rendered files. */
export function renderedFilesOf(version: string): string[] {
  return readdirSync(join(folder, version)).map((name) => join(folder, version, name));
}

/** A release by version; `sample` is always there. */
export async function loadTestRelease(version: string): Promise<Release> {
  if (version === 'sample') return loadSampleRelease();
  const source = new ReleaseFolder({ folder, cacheDirectory: join(tmpdir(), 'mlanywhere-test-releases') });
  const release = await source.load({ name: 'kubeflow', version });
  if (release === undefined) throw new Error(`${version} is not in ${folder}`);
  return release;
}

/** A release of one component from YAML text, for tests that need a special shape; not a known one unless named so. */
export function releaseOf(text: string, component = 'part', named = { name: 'test', version: '1' }): Release {
  return loadRelease(buildBundle([{ name: `${component}.yaml`, text }], { ...named, catalogue: [] }));
}

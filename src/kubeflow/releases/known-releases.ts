import { kubeflow26_03_1 } from './26.03.1.ts';
import { kubeflow26_03 } from './26.03.ts';
import type { KnownRelease } from './known-release.ts';

/** Every release that MLAnywhere can fetch and check, the newest first. */
export const knownReleases: readonly [KnownRelease, ...KnownRelease[]] = [kubeflow26_03_1, kubeflow26_03];

/** Undefined for a version that this MLAnywhere does not know. */
export function findKnownRelease(version: string): KnownRelease | undefined {
  return knownReleases.find((release) => release.version === version);
}

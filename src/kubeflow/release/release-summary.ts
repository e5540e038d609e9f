import type { Release } from './release.ts';

/** A release as a list shows it. */
export interface ReleaseSummary {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly objects: number;
  readonly components: number;
  /** The address or path it came from, in words. */
  readonly source: string;
  /** Size of the bundle. */
  readonly bytes: number;
}

/** One line about a release. */
export function summarize(release: Release, from: { source: string; bytes: number }): ReleaseSummary {
  return {
    name: release.name,
    version: release.version,
    digest: release.digest,
    objects: release.objects.length,
    components: release.components.length,
    source: from.source,
    bytes: from.bytes,
  };
}

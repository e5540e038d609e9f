import { createHash } from 'node:crypto';
import { findKnownRelease } from '../releases/known-releases.ts';
import type { Release } from '../release/release.ts';

/**
 * sha256 in hex over the lines of objects, each with its line end: what is
 * applied to a cluster. Titles, descriptions and the bundle's packing do not
 * count, so it stays the same when a sentence changes.
 */
export function objectsDigest(objects: readonly { readonly json: string }[]): string {
  const hash = createHash('sha256');
  for (const { json } of objects) hash.update(json).update('\n');
  return hash.digest('hex');
}

/** True when MLAnywhere knows this version of Kubeflow and the objects are exactly the known ones. */
export function isVerified(release: Pick<Release, 'name' | 'version' | 'objects'>): boolean {
  const known = release.name === 'kubeflow' ? findKnownRelease(release.version) : undefined;
  return known?.objects.includes(objectsDigest(release.objects)) ?? false;
}

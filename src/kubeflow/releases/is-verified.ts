import type { Release } from '../release/release.ts';
import { findKnownRelease } from './known-releases.ts';

/** True when MLAnywhere knows this version of Kubeflow and the objects are exactly the known ones. */
export function isVerified(release: Pick<Release, 'name' | 'version' | 'objectsDigest'>): boolean {
  const known = release.name === 'kubeflow' ? findKnownRelease(release.version) : undefined;
  return known?.objects.includes(release.objectsDigest) ?? false;
}

import { MlaError } from '../../errors/error.ts';
import type { Release } from '../release/release.ts';
import { findKnownRelease } from './known-releases.ts';

/** Throws `release.componentsMissing` for a Kubeflow of a known version that lacks components: it would install without a word of them. */
export function refuseIncomplete({
  name,
  version,
  components,
}: Pick<Release, 'name' | 'version' | 'components'>): void {
  const known = name === 'kubeflow' ? findKnownRelease(version) : undefined;
  if (known === undefined) return;
  const missing = [...new Set(known.components.map(({ component }) => component))].filter(
    (wanted) => !components.some((one) => one.name === wanted),
  );
  if (missing.length > 0)
    throw new MlaError('release.componentsMissing', { release: version, missing: missing.join(', ') });
}

import { sayRelease } from '../../api/say-release.ts';
import { isError } from '../../errors/error.ts';
import type { Release } from '../../kubeflow/release/release.ts';
import type { ReleaseLibrary } from '../../kubeflow/release/release-library.ts';
import type { KnownRelease } from '../../kubeflow/releases/known-release.ts';
import { findKnownRelease } from '../../kubeflow/releases/known-releases.ts';
import type { ReleaseFetches } from '../../kubeflow/upstream/release-fetches.ts';

/** A release as it is on this machine, or as what is known of one that can be fetched. Throws `release.notFound` when it is neither. */
export async function lookUpRelease(
  text: string,
  releases: ReleaseLibrary,
): Promise<{ readonly release: Release } | { readonly known: KnownRelease }> {
  try {
    return { release: await releases.load(text) };
  } catch (error) {
    const known = findKnownRelease(text.trim().replace(/^kubeflow[\s@]+/, ''));
    if (known === undefined || !isError(error, 'release.notFound')) throw error;
    return { known };
  }
}

export interface GetReleaseOptions {
  readonly releases: ReleaseLibrary;
  readonly fetches: Pick<ReleaseFetches, 'start' | 'follow'>;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string, progress: number) => void;
}

/** Fetches a release that is known and not on this machine yet. Gives which release there is now, in a few words. */
export async function getRelease(
  text: string,
  { releases, fetches, signal, onProgress }: GetReleaseOptions,
): Promise<string> {
  const found = await lookUpRelease(text, releases);
  if ('release' in found) return `${sayRelease(found.release)} is on this machine`;
  const { version } = found.known;
  let told = fetches.start({ version });
  onProgress(told.detail, 0);
  const end = await fetches.follow(version, {
    signal,
    onChange: (now) => {
      const isOldNews = withoutNumbers(now.detail) === withoutNumbers(told.detail);
      if (isOldNews && now.progress - told.progress < worthTelling) return;
      told = now;
      onProgress(now.detail, now.progress);
    },
  });
  return end.detail;
}

/** Of the whole work: what is told again with other numbers has come this much further. */
const worthTelling = 0.05;

/** A text that differs in its numbers only is the same news again. */
function withoutNumbers(text: string): string {
  return text.replace(/[\d.]+/g, '');
}

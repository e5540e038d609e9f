import type { ReleaseView } from '../../../../src/api/contract.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';

/** The release that an installation names: by its version, pinned or not, by its name, or by both. */
export function findRelease<Release extends Pick<ReleaseView, 'name' | 'version'>>(
  releases: readonly Release[],
  named: string,
): Release | undefined {
  const written = named.replace(/@sha256:.*$/, '').trim();
  return newestFirst(releases).find(({ name, version }) =>
    [version, name, `${name} ${version}`, `${name}@${version}`].includes(written),
  );
}

/** Kubeflow before the sample, and of each the newest before the older. */
export function newestFirst<Release extends Pick<ReleaseView, 'name' | 'version'>>(
  releases: readonly Release[],
): readonly Release[] {
  return releases.toSorted(
    (one, other) =>
      Number(isSampleRelease(one.name)) - Number(isSampleRelease(other.name)) ||
      other.version.localeCompare(one.version, 'en', { numeric: true }),
  );
}

/** What the installation says for a release: the sample by name, Kubeflow by version. */
export function valueOf({ name, version }: Pick<ReleaseView, 'name' | 'version'>): string {
  return isSampleRelease(name) ? name : version;
}

/** The release that a new installation begins with: the newest Kubeflow; where there is none, what the platform can be given. */
export function firstRelease(releases: readonly Pick<ReleaseView, 'name' | 'version'>[], otherwise: string): string {
  const [newest] = newestFirst(releases);
  return newest === undefined || isSampleRelease(newest.name) ? otherwise : newest.version;
}

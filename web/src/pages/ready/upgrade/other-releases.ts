import type { ReleaseView } from '../../../../../src/api/contract.ts';

/** Other versions of the same product that are on this machine, newest first, as `--release` takes them. */
export function otherReleases(releases: readonly ReleaseView[], current: string): string[] {
  const [name, version] = current.includes('@') ? current.split('@') : ['kubeflow', current];
  return releases
    .filter((release) => release.name === name && release.version !== version)
    .map((release) => (name === 'kubeflow' ? release.version : `${release.name}@${release.version}`))
    .toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
}

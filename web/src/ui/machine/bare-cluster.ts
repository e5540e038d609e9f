import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';

/** A cluster of a platform without connection, of which nothing is said yet: what is asked about where its fields are not known, or wrong. */
export function bareCluster(platform: PlatformId): InstallationInput['spec']['cluster'] {
  return { platform } as InstallationInput['spec']['cluster'];
}

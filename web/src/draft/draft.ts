import type { InstallationInput, PlatformId } from '../../../src/installation/installation.ts';
import { platformPages } from '../platforms/registry.ts';

/** A cluster of a platform with nothing chosen yet. */
export function emptyCluster(platform: PlatformId, connection = ''): InstallationInput['spec']['cluster'] {
  return platformPages[platform].emptyCluster(connection);
}

/** A new installation, in the same shape that YAML, command and request have. */
export function newDraft(
  platform: PlatformId = firstPlatform(),
  release = platformPages[platform].firstRelease,
): InstallationInput {
  return {
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: platformPages[platform].firstName },
    spec: {
      cluster: emptyCluster(platform),
      kubeflow: { release, components: 'all', user: { email: 'user@example.com' }, access: { expose: 'clusterIP' } },
    },
  };
}

/** What is chosen before a person chooses: the first of the registry. */
function firstPlatform(): PlatformId {
  return Object.keys(platformPages)[0] as PlatformId;
}

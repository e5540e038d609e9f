import { defaultRelease } from '../../../src/installation/default-release.ts';
import type { InstallationInput, PlatformId } from '../../../src/installation/installation.ts';

/** The choices of the form for CCP before anything is chosen. Empty text means: not chosen yet. */
const emptyCcp = {
  provider: '',
  datacenter: '',
  cluster: '',
  resourcePool: '',
  network: '',
  datastore: '',
  image: '',
  vipPool: '',
  sshKey: '',
  sshUser: 'ccpuser',
  podCidr: '192.168.0.0/16',
  loadBalancers: 1,
  ntpServers: [],
  ntpPools: [],
  insecureRegistries: [],
  rootCaRegistries: [],
  workers: { count: 3, vcpus: 8, memoryGiB: 32, gpu: null },
  controlPlane: { count: 1 as const, vcpus: 2, memoryGiB: 16 },
};

/** A cluster of a platform with nothing chosen yet. */
export function emptyCluster(platform: PlatformId, connection = ''): InstallationInput['spec']['cluster'] {
  if (platform === 'ccp') return { platform, connection, ccp: structuredClone(emptyCcp) };
  if (platform === 'existing') return { platform, connection, existing: {} };
  return { platform, sandbox: { workers: { count: 3, vcpus: 8, memoryGiB: 32, gpu: null } } };
}

/** A new installation, in the same shape that YAML, command and request have. */
export function newDraft(
  platform: PlatformId = 'ccp',
  release = platform === 'sandbox' ? 'practice' : defaultRelease,
): InstallationInput {
  return {
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: platform === 'sandbox' ? 'rehearsal' : '' },
    spec: {
      cluster: emptyCluster(platform),
      kubeflow: { release, components: 'all', user: { email: 'user@example.com' }, access: { expose: 'clusterIP' } },
    },
  };
}

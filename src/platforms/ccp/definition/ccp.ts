import type { z } from 'zod';
import { countWorkers } from '../../../installation/worker-groups.ts';
import type { PlatformDefinition } from '../../definition.ts';
import { ccpClusterPart } from './cluster.ts';
import { ccpConnection } from './connection.ts';
import { ccpErrors } from './errors.ts';
import { readImageName } from './image-name.ts';
import { isPrivateKey } from './private-key.ts';

/** Cisco Container Platform: makes clusters of virtual machines on vSphere. */
export const ccp = {
  id: 'ccp',
  title: 'Cisco Container Platform',
  description:
    'Makes a new Kubernetes cluster on vSphere through a CCP control plane (CCP 5 or later). CCP’s own images end at Kubernetes 1.18, which is too old for Kubeflow of today: with them it makes clusters, but no Kubeflow.',
  needs: [
    'the address of CCP',
    'a CCP user name and password',
    'a VIP pool with free addresses',
    'a CCP tenant image in vSphere',
    'an SSH public key',
  ],
  capabilities: { makesClusters: true, scale: true, clusterProxy: true },
  errors: ccpErrors,
  cluster: ccpClusterPart,
  connection: ccpConnection,
  countNodes: ({ ccp: { controlPlane, ...groups } }) => controlPlane.count + countWorkers(groups),
  workersOf: ({ ccp: groups }) => groups,
  image: {
    of: ({ ccp: { image } }) => image,
    kubernetesVersion: (image) => readImageName(image)?.kubernetesVersion,
    whyTooOld: 'CCP is a retired product: the images that Cisco made for it end at Kubernetes 1.18.',
  },
  ssh: {
    of: ({ ccp: { sshUser, sshKey } }) => ({ user: sshUser, publicKey: sshKey }),
    withKey: (cluster, sshKey) => ({ ...cluster, ccp: { ...cluster.ccp, sshKey } }),
  },
  refusals: ({ ccp: { sshKey } }) =>
    isPrivateKey(sshKey)
      ? [
          {
            path: ['ccp', 'sshKey'],
            message: 'must be the public key (the .pub file), and what was given is the private one',
          },
        ]
      : [],
} as const satisfies PlatformDefinition<z.infer<typeof ccpClusterPart>>;

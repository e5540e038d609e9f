import { z } from 'zod';
import { resourceName } from '../../../src/installation/resource-name.ts';
import { countWorkers, workers } from '../../../src/installation/worker-groups.ts';
import { defineConnection, type PlatformDefinition } from '../../../src/platforms/definition.ts';

const cluster = z.strictObject({
  platform: z.literal('box'),
  connection: resourceName,
  box: z.strictObject({ shelf: z.string().min(1), image: z.string().min(1), workers: workers.prefault({}) }),
});

/** What an installation says of a cluster in a box. */
export type BoxCluster = z.infer<typeof cluster>;

const connection = defineConnection({
  schema: z.strictObject({ platform: z.literal('box'), address: z.string().min(1), key: z.string().min(1) }),
  fields: { address: 'shown', key: 'secret' },
  addressField: 'address',
  flags: [
    { field: 'address', from: 'text', flag: '--address <url>', text: 'address of the box', example: 'box.example.com' },
    { field: 'key', from: 'password', of: 'address' },
  ],
});

/** A platform that the product does not have: everything that it needs is in two folders and three lines. */
export const box = {
  id: 'box',
  title: 'Box in the rack',
  description: 'Makes clusters in a box.',
  needs: ['a box with a free shelf'],
  capabilities: { makesClusters: true, scale: false, clusterProxy: false },
  simulated: true,
  errors: {
    'box.noDocker': {
      code: 'MLA-BOX-001',
      kind: 'unavailable',
      message: 'The box needs Docker, which is not on this machine.',
      cause: 'Docker was never installed.',
      fix: 'Install Docker, then start MLAnywhere again.',
    },
  },
  cluster,
  connection,
  countNodes: ({ box: groups }) => 1 + countWorkers(groups),
  workersOf: ({ box: groups }) => groups,
  image: {
    of: ({ box: { image } }) => image,
    kubernetesVersion: (image) => /^box-(\d+\.\d+\.\d+)$/.exec(image)?.[1],
    whyTooOld: 'Boxes of last year end at Kubernetes 1.20.',
  },
} as const satisfies PlatformDefinition<BoxCluster>;

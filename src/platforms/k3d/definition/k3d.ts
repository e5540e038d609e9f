import { z } from 'zod';
import { platformField } from '../../../installation/cluster-fields.ts';
import type { PlatformDefinition } from '../../definition.ts';
import { laptopErrors } from '../../laptop/definition/errors.ts';
import { laptopFields, refuseLaptopWish } from '../../laptop/definition/fields.ts';
import { laptopNeeds } from '../../laptop/definition/needs.ts';
import { laptopImage } from '../../laptop/definition/node-image.ts';
import { k3sImages } from './k3s-images.ts';

const cluster = z.strictObject({
  platform: platformField('k3d'),
  k3d: z
    .strictObject({
      ...laptopFields,
      gpus: z
        .enum(['all'])
        .optional()
        .meta({ description: 'GPUs of this machine that the nodes see', flag: 'pass-gpus' }),
    })
    .prefault({}),
});

/** k3s in containers of this machine, created with k3d. */
export const k3d = {
  id: 'k3d',
  title: 'k3d on this machine',
  description: 'Creates a small k3s cluster in containers on this machine with k3d.',
  needs: laptopNeeds('k3d 5.8'),
  capabilities: { makesClusters: true, scale: false, clusterProxy: true },
  errors: laptopErrors,
  cluster,
  countNodes: ({ k3d: { nodes } }) => nodes,
  image: laptopImage(({ k3d: wish }) => wish.image ?? k3sImages[wish.kubernetes]),
  refusals: ({ k3d: wish }) => refuseLaptopWish('k3d', wish),
} as const satisfies PlatformDefinition<z.infer<typeof cluster>>;

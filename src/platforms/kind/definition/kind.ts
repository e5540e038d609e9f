import { z } from 'zod';
import { platformField } from '../../../installation/cluster-fields.ts';
import type { PlatformDefinition } from '../../definition.ts';
import { laptopErrors } from '../../laptop/definition/errors.ts';
import { laptopFields, refuseLaptopWish } from '../../laptop/definition/fields.ts';
import { laptopNeeds } from '../../laptop/definition/needs.ts';
import { laptopImage } from '../../laptop/definition/node-image.ts';
import { kindNodeImages } from './node-images.ts';

const cluster = z.strictObject({
  platform: platformField('kind'),
  kind: z.strictObject(laptopFields).prefault({}),
});

/** Kubernetes in containers of this machine, created with kind. */
export const kind = {
  id: 'kind',
  title: 'kind on this machine',
  description:
    'Creates a cluster in containers on this machine with kind (Kubernetes in Docker). Kubeflow’s own tests use kind.',
  needs: laptopNeeds('kind 0.33'),
  capabilities: { makesClusters: true, scale: false, clusterProxy: true },
  errors: laptopErrors,
  cluster,
  countNodes: ({ kind: { nodes } }) => nodes,
  image: laptopImage(({ kind: wish }) => wish.image ?? kindNodeImages[wish.kubernetes]),
  refusals: ({ kind: wish }) => refuseLaptopWish('kind', wish),
} as const satisfies PlatformDefinition<z.infer<typeof cluster>>;

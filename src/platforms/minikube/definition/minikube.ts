import { z } from 'zod';
import { platformField } from '../../../installation/cluster-fields.ts';
import type { PlatformDefinition } from '../../definition.ts';
import { laptopErrors } from '../../laptop/definition/errors.ts';
import { laptopFields, refuseLaptopWish } from '../../laptop/definition/fields.ts';
import { laptopNeeds } from '../../laptop/definition/needs.ts';

const { image: _noNodeImage, ...sharedFields } = laptopFields;

const cluster = z.strictObject({
  platform: platformField('minikube'),
  minikube: z
    .strictObject({
      ...sharedFields,
      cpus: z.int().min(2).max(128).optional().meta({ description: 'CPUs per node; no limit unless set' }),
      memoryGiB: z
        .int()
        .min(2)
        .max(2048)
        .optional()
        .meta({ description: 'Memory per node in GiB; no limit unless set' }),
      gpus: z
        .enum(['all', 'nvidia', 'amd'])
        .optional()
        .meta({ description: 'GPUs of this machine that the nodes see', flag: 'pass-gpus' }),
    })
    .prefault({}),
});

/** Kubernetes in containers of this machine, created with minikube. */
export const minikube = {
  id: 'minikube',
  title: 'minikube on this machine',
  description:
    'Creates a cluster in containers on this machine with minikube. Your own minikube profiles stay as they are.',
  needs: laptopNeeds('minikube 1.39'),
  capabilities: { makesClusters: true, scale: false, clusterProxy: true },
  errors: laptopErrors,
  cluster,
  countNodes: ({ minikube: { nodes } }) => nodes,
  refusals: ({ minikube: wish }) => refuseLaptopWish('minikube', wish),
} as const satisfies PlatformDefinition<z.infer<typeof cluster>>;

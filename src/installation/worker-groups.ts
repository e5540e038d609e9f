import { z } from 'zod';
import { resourceName } from './resource-name.ts';

const gpu = z.strictObject({
  /** As the platform lists it. */
  type: z.string().min(1).meta({ description: 'GPU type, as the platform lists it' }),
  count: z.int().min(1).max(16).default(1).meta({ description: 'GPUs per worker' }),
});

const vcpus = z.int().min(1).max(128).meta({ description: 'vCPUs per node' });
const memoryGiB = z.int().min(2).max(2048).meta({ description: 'Memory per node, in GiB' });

/** What a control plane node has. */
export const nodeSize = { vcpus: vcpus.default(2), memoryGiB: memoryGiB.default(16) };

/** The workers that each cluster has: its first group. */
export const workers = z.strictObject({
  count: z.int().min(1).max(100).default(3).meta({ description: 'How many workers' }),
  // Kubeflow as a whole asks for 3.5 CPUs before anybody works with it: three such workers leave room for notebooks and pipelines.
  vcpus: vcpus.default(8),
  memoryGiB: memoryGiB.default(32),
  gpu: gpu.nullable().default(null).meta({ description: 'GPUs of each worker' }),
});

/** The workers of a cluster of which nothing else is said: in the form, in YAML and by flags. */
export const defaultWorkers = workers.parse({});

/** The first group's name. */
export const firstGroupName = 'node-group';

const furtherGroup = z.strictObject({
  name: resourceName.meta({ description: 'Name of the group, unique in the cluster' }),
  ...workers.shape,
  /** 0 takes away a group that is there. */
  count: z.int().min(0).max(100).default(1).meta({ description: 'How many workers; 0 removes an existing group' }),
});

/** Groups of workers beside the first, each of machines of its own kind. `taken`: names of groups that the platform gives each cluster. */
export function furtherGroups(taken: readonly string[] = []): z.ZodArray<typeof furtherGroup> {
  return z
    .array(furtherGroup)
    .max(20)
    .superRefine((groups, context) => {
      for (const [index, { name }] of groups.entries()) {
        const refuse = (message: string): void => context.addIssue({ code: 'custom', path: [index, 'name'], message });
        if (name === firstGroupName || taken.includes(name))
          refuse('is the name of a group that each cluster has: choose another');
        if (groups.findIndex((group) => group.name === name) < index)
          refuse(`is the name of another group too: “${name}”`);
      }
    })
    .meta({ description: 'More groups of workers, each with its own machine size' });
}

/** A group of equal workers, by its name on the platform. */
export type WorkerGroup = z.infer<typeof furtherGroup>;

/** The workers of a cluster, as its Installation says them. */
export interface ClusterWorkers {
  readonly workers: z.infer<typeof workers>;
  readonly moreWorkers?: readonly WorkerGroup[] | undefined;
}

/** All groups of workers that a cluster is to have, the first one first; a group with count 0 is deleted. */
export function listWorkerGroups(cluster: ClusterWorkers): WorkerGroup[] {
  return [{ name: firstGroupName, ...cluster.workers }, ...(cluster.moreWorkers ?? [])];
}

/** How many workers all groups together are to have. */
export function countWorkers(cluster: ClusterWorkers): number {
  return listWorkerGroups(cluster).reduce((sum, { count }) => sum + count, 0);
}

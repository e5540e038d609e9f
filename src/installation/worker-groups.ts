import { z } from 'zod';
import { resourceName } from './resource-name.ts';

const gpu = z.strictObject({
  /** As the platform lists it. */
  type: z.string().min(1),
  count: z.int().min(1).max(16).default(1),
});

/** What a node has. */
export const nodeSize = {
  vcpus: z.int().min(1).max(128).default(2),
  memoryGiB: z.int().min(2).max(2048).default(16),
};

/** The workers that each cluster has: its first group. */
export const workers = z.strictObject({
  count: z.int().min(1).max(100).default(3),
  ...nodeSize,
  gpu: gpu.nullable().default(null),
});

/** The first group's name: CCP's own default. */
export const firstGroupName = 'node-group';

/** Not to be had: what CCP calls the groups that each cluster has. */
const takenNames: ReadonlySet<string> = new Set([firstGroupName, 'master-group']);

const furtherGroup = z.strictObject({
  name: resourceName.refine(
    (name) => !takenNames.has(name),
    'is the name of a group that each cluster has: choose another',
  ),
  ...workers.shape,
  /** 0 takes away a group that is there. */
  count: z.int().min(0).max(100).default(1),
});

/** Groups of workers beside the first, each of machines of its own kind. */
export const moreWorkers = z
  .array(furtherGroup)
  .max(20)
  .superRefine((groups, context) => {
    for (const [index, { name }] of groups.entries()) {
      if (groups.findIndex((group) => group.name === name) < index)
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `is the name of another group too: “${name}”`,
        });
    }
  });

/** A group of equal workers, by its name on the platform. */
export type WorkerGroup = z.infer<typeof furtherGroup>;

/** All groups of workers that a cluster is to have, the first one first; one of no workers is to be gone. */
export function listWorkerGroups(cluster: {
  readonly workers: z.infer<typeof workers>;
  readonly moreWorkers?: readonly WorkerGroup[] | undefined;
}): WorkerGroup[] {
  return [{ name: firstGroupName, ...cluster.workers }, ...(cluster.moreWorkers ?? [])];
}

/** How many workers all groups together are to have. */
export function countWorkers(cluster: Parameters<typeof listWorkerGroups>[0]): number {
  return listWorkerGroups(cluster).reduce((sum, { count }) => sum + count, 0);
}

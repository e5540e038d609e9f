import { z } from 'zod';
import { componentSets } from '../../installation/components/chosen-components.ts';
import { clusterSchema } from '../../installation/installation.ts';
import { errorReport } from '../run.ts';
import type { Route } from './route.ts';

/** What a platform needs of the machine that it makes clusters on. */
export const machineParts = ['tool', 'engine', 'memory', 'cpus', 'disk', 'watches', 'gpus', 'ports'] as const;
export type MachinePartId = (typeof machineParts)[number];

/** One of these, as it is now. */
export const machinePart = z.object({
  part: z.enum(machineParts),
  /** `short`: a cluster can be created, and all of Kubeflow would be slow or fail on it. `missing`: none can be created. */
  state: z.enum(['found', 'short', 'missing']),
  /** In words, for example `Docker 29.1.3` or `15.6 GiB`; empty where nothing was found. */
  found: z.string(),
  /** Of what is short or missing: why, and the command that helps. */
  error: errorReport.optional(),
  /** Of a missing tool: the file that MLAnywhere can download, and keeps only if it has this digest. */
  download: z.object({ version: z.string(), url: z.string(), sha256: z.string() }).optional(),
});
export type MachinePart = z.infer<typeof machinePart>;

/** A cluster of the same tool on this machine that MLAnywhere did not create, and never changes. */
export const otherCluster = z.object({
  name: z.string(),
  running: z.boolean(),
  /** Save a connection to it, for the platform `existing`. */
  commands: z.array(z.string()),
});
export type OtherCluster = z.infer<typeof otherCluster>;

export const machineView = z.object({
  /** Nothing is missing. */
  ready: z.boolean(),
  /** What could not be looked at is not in the list: without an engine, nobody knows its memory. */
  parts: z.array(machinePart),
  /** What clusters on this machine share. */
  capacity: z
    .object({
      /** Who has it: `Docker`. */
      owner: z.string(),
      memoryMiB: z.number(),
      cpus: z.number(),
    })
    .optional(),
  /** The choice of components that fits this machine. */
  suggested: z.enum(componentSets),
  /** Empty where the engine does not say. */
  others: z.array(otherCluster),
});
export type MachineView = z.infer<typeof machineView>;

export const machineRoutes = {
  lookAtMachine: {
    method: 'POST',
    path: '/api/machine-looks',
    role: 'operator',
    summary: 'What the server’s machine has of what a cluster on it needs; changes nothing',
    body: z.strictObject({ cluster: clusterSchema }),
    response: machineView,
  },
} as const satisfies Record<string, Route>;

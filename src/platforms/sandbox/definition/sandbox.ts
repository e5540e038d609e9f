import { z } from 'zod';
import { platformField } from '../../../installation/cluster-fields.ts';
import { countWorkers, furtherGroups, workers } from '../../../installation/worker-groups.ts';
import type { PlatformDefinition } from '../../definition.ts';
import { sandboxErrors } from './errors.ts';

/** A sandbox: a real control plane on this machine, nodes and Kubeflow's own controllers simulated. */
const cluster = z.strictObject({
  platform: platformField('sandbox'),
  sandbox: z.strictObject({ workers: workers.prefault({}), moreWorkers: furtherGroups().optional() }).prefault({}),
});

/** A control plane on this machine with simulated nodes. */
export const sandbox = {
  id: 'sandbox',
  title: 'Sandbox on this machine',
  description:
    'A real Kubernetes API server with simulated nodes: everything can be tried, nothing really runs in its pods.',
  needs: ['2 free cores and 3 GiB of memory', 'Go, once, to build the control plane (about 6 minutes)'],
  simulated: true,
  capabilities: { makesClusters: true, scale: false, clusterProxy: false },
  errors: sandboxErrors,
  cluster,
  countNodes: ({ sandbox: groups }) => 1 + countWorkers(groups),
  // A draft may lack them.
  workersOf: ({ sandbox: groups }) => groups,
} as const satisfies PlatformDefinition<z.infer<typeof cluster>>;

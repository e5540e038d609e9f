import { sayCount } from '../../../api/say-count.ts';
import type { Installation } from '../../../installation/installation.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import type { Step } from '../../engine/step.ts';
import { withCluster } from '../install-kubeflow.ts';
import { disprovesCluster } from '../make-cluster.ts';
import { handleOf, type StepServices } from '../services.ts';
import { hasNodeProxy, nodeProxyOf } from './node-services.ts';

/** Whether nodes of such an installation are set up by SSH. */
export function setsNodes({ spec: { cluster } }: Installation): boolean {
  return definitionOf(cluster.platform).ssh !== undefined;
}

/**
 * Puts the proxy on each node, or takes away what an earlier run put there. Looks at every node at each attempt, so that
 * nodes which were added later get it too.
 */
export function setNodeProxyStep(services: StepServices): Step {
  return {
    name: 'set-node-proxy',
    phase: 'cluster',
    title: 'Set the proxy of the nodes',
    input: ({ installation, outputs, attempt }) => ({
      proxy: nodeProxyOf(installation.spec),
      cluster: installation.spec.cluster,
      handle: handleOf(outputs),
      attempt,
    }),
    run: async (context) => {
      const { installation } = context;
      const { name } = installation.metadata;
      const known = Object.keys(await services.nodes.hostKeys(name));
      if (!hasNodeProxy(installation) && known.length === 0) return { detail: 'no proxy on the nodes' };
      // The SSH library is read only for this.
      const { workOnNodes } = await import('./work-on-nodes.ts');
      const count = await withCluster(context, services, (client, signal) =>
        workOnNodes(context, services, { client, signal }),
      );
      return { detail: count === 0 ? 'the nodes are simulated: none has SSH' : sayCount(count, 'node') };
    },
    disproves: disprovesCluster,
  };
}

import { MlaError } from '../../../errors/error.ts';
import type { Step } from '../../engine/step.ts';
import { clusterRequest } from '../make-cluster.ts';
import type { StepServices } from '../services.ts';

/** Opens the cluster that an earlier run made or found, and never makes one. Its kubeconfig is fetched again: a token may have been replaced. */
export function reachClusterStep(services: StepServices): Step {
  return {
    name: 'reach-cluster',
    phase: 'connect',
    title: 'Open the cluster',
    input: ({ attempt }) => ({ attempt }),
    run: async (context) => {
      const { installation, signal } = context;
      const { name } = installation.metadata;
      const handle = await services.findHandle(name);
      if (handle === undefined) throw new MlaError('run.nothingYet', { installation: name, what: 'cluster' });
      const request = await clusterRequest(context, services);
      const kubeconfig = await services.platform(handle.platform).fetchKubeconfig(handle, request);
      const client = await services.openCluster(installation, kubeconfig, context.lease);
      try {
        const { gitVersion } = await client.version({ signal });
        await services.saveKubeconfig(name, kubeconfig);
        return { detail: `Kubernetes ${gitVersion} at ${client.access.server}`, handle };
      } finally {
        await client.close();
      }
    },
  };
}

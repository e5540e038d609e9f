import type { ClusterHandle } from '../../platforms/platform.ts';
import type { Step } from '../step.ts';
import { clusterRequest } from './make-cluster.ts';
import type { StepServices } from './services.ts';

/** Deletes the cluster that the installation's earlier run made, and what is stored of it. */
export function deleteClusterStep(services: StepServices, findHandle: (installation: string) => Promise<ClusterHandle | undefined>): Step {
  return {
    name: 'delete-cluster',
    phase: 'delete',
    title: 'Delete the cluster',
    input: ({ installation }) => installation.metadata.name,
    run: async (context) => {
      const { name } = context.installation.metadata;
      const handle = await findHandle(name);
      if (handle === undefined) return { detail: 'Nothing had been made' };
      const platform = services.platform(handle.platform);
      const { removes, keeps } = platform.previewDeletion(handle);
      await platform.deleteCluster(handle, await clusterRequest(context, services));
      await services.forgetCluster(name);
      context.tell({ type: 'cluster.deleted', severity: 'info', message: `Removed: ${removes.join(', ') || 'nothing'}. Kept: ${keeps.join(', ') || 'nothing'}.` });
      return { detail: `Removed ${removes.join(', ') || 'nothing'}` };
    },
  };
}

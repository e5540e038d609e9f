import type { ClusterHandle, ClusterRequest, Platform } from '../../platforms/platform.ts';
import type { Step } from '../engine/step.ts';
import { clusterRequest } from './make-cluster.ts';
import type { StepServices } from './services.ts';

/** How long a cluster that was ordered but not recorded may take to appear at its platform, in milliseconds. */
const patience = 10_000;

/** Deletes the cluster that an earlier run created or began to create, and everything stored about it. */
export function deleteClusterStep(services: StepServices): Step {
  return {
    name: 'delete-cluster',
    phase: 'delete',
    title: 'Delete the cluster',
    input: ({ installation }) => installation.metadata.name,
    run: async (context) => {
      const { name } = context.installation.metadata;
      const known = await services.findHandle(name);
      const mayBeUnrecorded = await services.mayClusterBeUnrecorded(name);
      if (known === undefined && !mayBeUnrecorded) return { detail: 'Nothing had been made' };
      const request = await clusterRequest(context, services);
      const platform = services.platform(known?.platform ?? context.installation.spec.cluster.platform);
      const handle = (mayBeUnrecorded ? await findUnrecorded(platform, request) : undefined) ?? known;
      if (handle === undefined)
        return { detail: `Nothing had been made: ${platform.definition.title} has no cluster of ours called ${name}` };
      const { removes, keeps } = platform.previewDeletion(handle);
      await platform.deleteCluster(handle, request);
      await services.forgetCluster(name, { keepCredentials: !platform.definition.capabilities.makesClusters });
      context.tell({
        type: 'cluster.deleted',
        severity: 'info',
        message: `Removed: ${removes.join(', ') || 'nothing'}. Kept: ${keeps.join(', ') || 'nothing'}.`,
      });
      return { detail: `Removed ${removes.join(', ') || 'nothing'}` };
    },
  };
}

/** A run can end after the platform accepts the order and before that is recorded: then only the platform knows. */
async function findUnrecorded(platform: Platform, request: ClusterRequest): Promise<ClusterHandle | undefined> {
  const handle = await platform.findCluster?.(request, { patience });
  if (handle !== undefined)
    request.tell({
      type: 'note',
      severity: 'info',
      message: `${platform.definition.title} has the cluster ${handle.name}, which an earlier run requested but did not record.`,
    });
  return handle;
}

import { issuedLabel } from '../../kubernetes/limited-access/limited-access.ts';
import type { ClusterHandle, ClusterRequest, Platform } from '../../platforms/platform.ts';
import type { Step, StepContext } from '../engine/step.ts';
import { describeIssued, revokeIssuedKubeconfigs } from './issued-kubeconfigs.ts';
import { clusterRequest } from './make-cluster.ts';
import type { StepServices } from './services.ts';

/** How long a cluster that was ordered but not recorded may take to appear at its platform, and one that stays to revoke kubeconfigs, in milliseconds. */
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
      const platform = services.platform(known?.platform ?? context.installation.spec.cluster.platform);
      const forget = (): Promise<void> =>
        services.forgetCluster(name, { keepCredentials: !platform.definition.capabilities.makesClusters });
      if (known === undefined && !mayBeUnrecorded) {
        await forget();
        return { detail: 'Nothing had been made' };
      }
      const request = await clusterRequest(context, services);
      const handle = (mayBeUnrecorded ? await findUnrecorded(platform, request) : undefined) ?? known;
      if (handle === undefined) {
        await forget();
        return { detail: `Nothing had been made: ${platform.definition.title} has no cluster of ours called ${name}` };
      }
      const { removes, keeps } = platform.previewDeletion(handle);
      // A cluster that MLAnywhere deletes takes them with it.
      if (!platform.definition.capabilities.makesClusters) removes.push(...(await revokeIssued(context, services)));
      await platform.deleteCluster(handle, request);
      await forget();
      context.tell({
        type: 'cluster.deleted',
        severity: 'info',
        message: `Removed: ${removes.join(', ') || 'nothing'}. Kept: ${keeps.join(', ') || 'nothing'}.`,
      });
      return { detail: `Removed ${removes.join(', ') || 'nothing'}` };
    },
  };
}

/** Revokes the kubeconfigs for single namespaces, and says which. A cluster that does not answer stops no deletion. */
async function revokeIssued(
  { installation, signal, lease, tell }: StepContext,
  services: StepServices,
): Promise<string[]> {
  const { name } = installation.metadata;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  const { issued, problem } = await revokeIssuedKubeconfigs(installation, services, { signal: inTime, lease });
  signal.throwIfAborted();
  if (problem !== undefined)
    tell({
      type: 'note',
      severity: 'warning',
      code: problem.code,
      message: `Kubeconfigs for single namespaces can still be valid, because the cluster could not be asked: ${problem.message} Revoke them: kubectl delete serviceaccounts -A -l ${issuedLabel}=${name}`,
    });
  return issued.map(describeIssued);
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

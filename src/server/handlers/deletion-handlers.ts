import type { Installation } from '../../installation/installation.ts';
import type { ClusterHandle } from '../../platforms/platform.ts';
import { describeIssued, listIssuedKubeconfigs } from '../../runs/steps/issued-kubeconfigs.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { requirePlatform } from './connection-handlers.ts';

type Names = 'deleteInstallation' | 'previewDeletion';

/** How long a preview waits for the cluster, in milliseconds. */
const lookPatience = 3000;

export function deletionHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, runs } = parts;
  const { loadConnection } = installationServices(parts);

  const issuedServices = {
    loadKubeconfig: (name: string) => installations.loadKubeconfig(name),
    openCluster: parts.openCluster,
  };

  /** A cluster that a run ordered but did not record, because the run ended at that moment. */
  const findUnrecorded = async (
    installation: Installation,
    signal: AbortSignal,
  ): Promise<ClusterHandle | undefined> => {
    const { name } = installation.metadata;
    const platform = requirePlatform(parts, installation.spec.cluster.platform);
    if (platform.findCluster === undefined || !(await installations.mayClusterBeUnrecorded(name))) return undefined;
    const request = {
      installation,
      owner: await installations.keepOwnerMark(name),
      connection: await loadConnection(installation),
      signal,
      tell: () => undefined,
    };
    return platform.findCluster(request, { patience: 0 });
  };

  return {
    async deleteInstallation({ params, query, principal }) {
      const { spec } = await installations.getInstallation(params.name);
      const run = await runs.createRun({ installation: spec, kind: 'delete', options: query, by: principal });
      return { runId: run.id };
    },

    async previewDeletion({ params, signal }) {
      const { spec } = await installations.getInstallation(params.name);
      const handle = (await findUnrecorded(spec, signal)) ?? (await installations.findHandle(params.name));
      if (handle === undefined) return { removes: [], keeps: [] };
      const platform = requirePlatform(parts, handle.platform);
      const { removes, keeps } = platform.previewDeletion(handle);
      if (platform.definition.capabilities.makesClusters) return { removes, keeps };
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(lookPatience)]);
      const { issued, problem } = await listIssuedKubeconfigs(spec, issuedServices, { signal: inTime });
      removes.push(...issued.map(describeIssued));
      if (problem !== undefined)
        keeps.push(`kubeconfigs for single namespaces, if the cluster still does not answer then: ${problem.message}`);
      return { removes, keeps };
    },
  };
}

import type { UpgradePlan } from '../../api/contract.ts';
import { computeUpgrade } from '../../kubeflow/upgrade/compute/compute-upgrade.ts';
import { lookAtUpgrade } from '../../kubeflow/upgrade/look-at-upgrade.ts';
import { type CheckRequest, withCluster } from '../check-cluster.ts';

/** What an upgrade would do, computed from the cluster; `installation` has the wanted release. Throws as `checkCluster` does, and `upgrade.nothingInstalled`. */
export async function previewUpgrade(request: CheckRequest): Promise<UpgradePlan> {
  const { installation, services } = request;
  return withCluster(request, async (client, signal) => {
    const wanted = await services.planFor(installation, { client, signal });
    const facts = await lookAtUpgrade({ client, installation: installation.metadata.name, wanted, signal });
    return computeUpgrade(facts).view;
  });
}

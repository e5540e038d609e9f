import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { withCluster } from '../kubeconfig/with-cluster.ts';
import type { Session } from '../server/with-server.ts';

/** Works on the cluster of an installation. Throws `access.simulated` where nothing runs in its pods. */
export async function withRealCluster<Result>(
  session: Session,
  name: string,
  work: (cluster: KubernetesClient, installed: Installation['spec']) => Promise<Result>,
): Promise<Result> {
  const { client } = session;
  const { stands, run, installation } = await client.call('getInstallation', { params: { name } });
  const shown = stands ?? { installation, run };
  if (definitionOf(shown.installation.spec.cluster.platform).simulated === true || shown.run?.simulated === true)
    throw new MlaError('access.simulated', { name });
  const { kubeconfig } = await client.call('getKubeconfig', { params: { name } });
  return withCluster(session, kubeconfig, (cluster) => work(cluster, shown.installation.spec));
}

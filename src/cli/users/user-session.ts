import type { KubernetesClient } from '../../kubernetes/client.ts';
import { withCluster } from '../kubeconfig/with-cluster.ts';
import type { Session } from '../server/with-server.ts';

/** Works on the cluster of an installation; a simulated one too, since users are objects of its API. */
export async function withUsersCluster<Result>(
  session: Session,
  name: string,
  work: (cluster: KubernetesClient, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { kubeconfig } = await session.client.call('getKubeconfig', { params: { name } });
  return withCluster(session, kubeconfig, (cluster) => work(cluster, session.cli.signal));
}

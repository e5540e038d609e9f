import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { ServerParts } from '../dependencies.ts';

/** Works on the cluster of an installation, with its stored kubeconfig. Throws `run.nothingYet` where there is none. */
export async function withCluster<Result>(
  { installations, openCluster }: Pick<ServerParts, 'installations' | 'openCluster'>,
  name: string,
  work: (cluster: KubernetesClient) => Promise<Result>,
): Promise<Result> {
  const { spec } = await installations.getInstallation(name);
  const cluster = await openCluster(spec, await installations.loadKubeconfig(name));
  try {
    return await work(cluster);
  } finally {
    await cluster.close();
  }
}

import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { readKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import { createOutbound } from '../../network/outbound.ts';
import type { Cli } from '../cli.ts';

/** Works on a cluster by the kubeconfig of an installation, from this machine. */
export async function withCluster<Result>(
  { cli, kubeconfig, execAllowed }: { readonly cli: Cli; readonly kubeconfig: string; readonly execAllowed: boolean },
  work: (client: KubernetesClient) => Promise<Result>,
): Promise<Result> {
  const access = await readKubeconfig(kubeconfig, { execAllowed, outbound: createOutbound(cli.environment) });
  const client = createKubernetesClient(access);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

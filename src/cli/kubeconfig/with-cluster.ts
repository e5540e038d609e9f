import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { readKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import { createOutbound } from '../../network/outbound.ts';
import type { Session } from '../server/with-server.ts';

/**
 * Works on a cluster by the kubeconfig of an installation, from this machine.
 * A server elsewhere must not choose programs that run here, so the login
 * program of a kubeconfig runs only where nobody named the server.
 */
export async function withCluster<Result>(
  { cli, isNamed }: Pick<Session, 'cli' | 'isNamed'>,
  kubeconfig: string,
  work: (client: KubernetesClient) => Promise<Result>,
): Promise<Result> {
  const access = await readKubeconfig(kubeconfig, { execAllowed: !isNamed, outbound: createOutbound(cli.environment) });
  const client = createKubernetesClient(access);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

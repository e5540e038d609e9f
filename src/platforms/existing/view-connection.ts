import { checkServerAddress, readPem } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import { chooseContext, parseKubeconfig, type KubeconfigCluster } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { viewWay } from '../connection-proxy.ts';
import type { ShownConnection } from '../implementation.ts';
import { readKubeconfigSource, type ExistingInput } from './kubeconfig-source.ts';

/** Reads with the same rules as connection test and runs. */
export async function viewKubeconfig(
  input: ExistingInput,
  options: { readonly localFiles: boolean },
): Promise<ShownConnection> {
  const { yaml, context: wanted, baseDirectory } = await readKubeconfigSource(input, options);
  const config = parseKubeconfig(yaml);
  const { context, cluster } = chooseContext(config, wanted);
  const user = config.contexts?.find((entry) => entry.name === context)?.context.user;
  return {
    address: checkServerAddress(cluster.server),
    ...(user !== undefined && { username: user }),
    trust: await trustOf(cluster, baseDirectory),
    contexts: (config.contexts ?? []).map((entry) => entry.name),
    ...viewWay(input),
  };
}

async function trustOf(
  cluster: KubeconfigCluster,
  baseDirectory: string | undefined,
): Promise<ShownConnection['trust']> {
  if (/^http:/i.test(cluster.server)) return { mode: 'plain' };
  if (cluster['insecure-skip-tls-verify'] === true) return { mode: 'insecure' };
  const certificate = await readPem(cluster, 'certificate-authority', baseDirectory);
  return certificate === undefined ? { mode: 'system' } : { mode: 'ca', certificate };
}

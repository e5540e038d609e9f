import type { ConnectionInput, ConnectionView } from '../../api/contract.ts';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { checkServerAddress, readPem } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import { chooseContext, parseKubeconfig, type KubeconfigCluster } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { readKubeconfigSource, type ExistingInput } from '../../platforms/existing/kubeconfig-source.ts';

/** What of a connection may be shown. Throws MLA-SERVER-010 and -011 for a kubeconfig that cannot be used. */
export async function viewConnection(
  name: string,
  input: ConnectionInput,
  { allowLocalFiles }: { allowLocalFiles: boolean },
): Promise<ConnectionView> {
  if (input.platform === 'ccp') {
    const { platform, address, username, trust } = input;
    return { name, platform, address, username, trust };
  }
  if (input.kubeconfigPath !== undefined && !allowLocalFiles) throw new MlaError('MLA-SERVER-010');
  try {
    return { name, platform: 'existing', ...(await viewKubeconfig(input, allowLocalFiles)) };
  } catch (thrown) {
    throw new MlaError('MLA-SERVER-011', { reason: toMlaError(thrown).message }, { cause: thrown });
  }
}

/** Read by the same rules as the connection test and the runs read it. */
async function viewKubeconfig(
  input: ExistingInput,
  localFiles: boolean,
): Promise<Pick<ConnectionView, 'address' | 'username' | 'trust' | 'contexts'>> {
  const { yaml, context: wanted, baseDirectory } = await readKubeconfigSource(input, { localFiles });
  const config = parseKubeconfig(yaml);
  const { context, cluster } = chooseContext(config, wanted);
  const user = config.contexts?.find((entry) => entry.name === context)?.context.user;
  return {
    address: checkServerAddress(cluster.server),
    ...(user !== undefined && { username: user }),
    trust: await trustOf(cluster, baseDirectory),
    contexts: (config.contexts ?? []).map((entry) => entry.name),
  };
}

async function trustOf(
  cluster: KubeconfigCluster,
  baseDirectory: string | undefined,
): Promise<ConnectionView['trust']> {
  if (/^http:/i.test(cluster.server)) return { mode: 'plain' };
  if (cluster['insecure-skip-tls-verify'] === true) return { mode: 'insecure' };
  const certificate = await readPem(cluster, 'certificate-authority', baseDirectory);
  return certificate === undefined ? { mode: 'system' } : { mode: 'ca', certificate };
}

import { BlockList, isIP } from 'node:net';
import { readNetworks } from '../../kubernetes/cluster-kind/read-networks.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { eachOnce, listNoProxy, type NoProxyEntry } from './no-proxy-list.ts';
import { addressOfNode, type ClusterNode } from './cluster-node.ts';

/**
 * What nodes of a cluster that is there reach without the proxy: what its platform knows, its nodes and its API server.
 * Where no platform knows its networks, the cluster itself is asked.
 */
export async function listForCluster({
  client,
  nodes,
  known,
  wanted,
  signal,
}: {
  readonly client: Pick<KubernetesClient, 'get' | 'request' | 'access'>;
  readonly nodes: readonly ClusterNode[];
  /** The list of the platform; undefined where it has none. */
  readonly known: readonly NoProxyEntry[] | undefined;
  /** The user’s own entries. */
  readonly wanted: readonly string[];
  readonly signal: AbortSignal;
}): Promise<NoProxyEntry[]> {
  const addresses = nodes.map(addressOfNode);
  const apiServer = new URL(client.access.server).hostname;
  if (known !== undefined) {
    // A node that is added later changes the list of no other one, as far as the network of the nodes is known.
    const others = addresses.filter((address) => !isWithin(address, known));
    return eachOnce([...known, ...listNoProxy({ wanted: [], nodes: others, apiServer })]);
  }
  const { pods, services } = await readNetworks(client, { signal });
  return listNoProxy({ wanted, podNetworks: pods, serviceNetworks: services, nodes: addresses, apiServer });
}

/** Whether an address is in one of the networks of a list. */
function isWithin(address: string, entries: readonly NoProxyEntry[]): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const networks = new BlockList();
  for (const { entry } of entries) {
    const [network = '', length = ''] = entry.split('/');
    if (isIP(network) !== 0 && /^\d+$/.test(length))
      networks.addSubnet(network, Number(length), isIP(network) === 6 ? 'ipv6' : 'ipv4');
  }
  return isIP(address) !== 0 && networks.check(address, family);
}

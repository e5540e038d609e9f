import type { Seed, SeedSubnet } from '../seed.ts';
import type { StoredCluster } from '../state.ts';

/** Addresses of a subnet, in order, that neither the seed nor a cluster has taken. */
export function listFreeAddresses(subnet: SeedSubnet, clusters: readonly StoredCluster[]): string[] {
  const used = new Set(clusters.filter((cluster) => cluster.payload.subnet_id === subnet.uuid).flatMap(addressesOf));
  return listAddresses(subnet)
    .slice(subnet.taken)
    .filter((address) => !used.has(address));
}

export function listAddresses(subnet: SeedSubnet): string[] {
  return subnet.pools.flatMap((range) => {
    const [first = '', last = ''] = range.split('-');
    const prefix = first.slice(0, first.lastIndexOf('.') + 1);
    const [from, to] = [first, last].map((address) => Number(address.slice(address.lastIndexOf('.') + 1)));
    return Array.from({ length: (to ?? 0) - (from ?? 0) + 1 }, (_, index) => `${prefix}${String((from ?? 0) + index)}`);
  });
}

export function findSubnet(seed: Seed, uuid: string): SeedSubnet | undefined {
  return seed.subnets.find((subnet) => subnet.uuid === uuid);
}

/** A node's address is its own from the order on, though CCP tells it later. */
function addressesOf(cluster: StoredCluster): string[] {
  return [cluster.masterVip, ...cluster.loadBalancerIps, ...cluster.nodes.map((node) => node.reservedIp)];
}

import { MlaError } from '../../../errors/error.ts';
import type { CcpCluster } from '../definition/cluster.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { addressesNeeded, type ResolvedNames } from './cluster-order.ts';
import type { CcpSubnet } from '../api/shapes.ts';

/** One of a list by its name. @throws `ccp.nothingOfThatName`, with what there is */
export function findByName<T extends { name: string }>(items: readonly T[], name: string, what: string): T {
  const found = items.find((item) => item.name === name);
  if (found !== undefined) return found;
  const available = items.length === 0 ? 'none that this account may see' : items.map((item) => item.name).join(', ');
  throw new MlaError('ccp.nothingOfThatName', { what, name, available });
}

/** Ids of what an installation names. @throws `ccp.nothingOfThatName` */
export async function resolveNames(
  api: CcpApi,
  ccp: CcpCluster,
  signal: AbortSignal,
): Promise<{ names: ResolvedNames; subnet: CcpSubnet }> {
  const [providers, subnets] = await Promise.all([api.listProviders(signal), api.listSubnets(signal)]);
  const subnet = findByName(subnets, ccp.vipPool, 'VIP pool');
  return {
    subnet,
    names: {
      providerId: findByName(providers, ccp.provider, 'provider').id,
      subnetId: subnet.id,
      subnetCidr: subnet.cidr,
      ccpHost: api.session.transport.target.url.hostname,
    },
  };
}

/** Checked before the order, so that no node waits for an address forever. @throws `ccp.tooFewAddresses` */
export function checkAddresses(ccp: CcpCluster, subnet: CcpSubnet): void {
  checkFreeAddresses(subnet, addressesNeeded(ccp));
}

/** @throws `ccp.tooFewAddresses` when the pool has fewer, as far as CCP tells */
export function checkFreeAddresses(subnet: CcpSubnet, needed: number): void {
  const free = subnet.free_ips;
  if (typeof free === 'number' && free < needed)
    throw new MlaError('ccp.tooFewAddresses', { pool: subnet.name, free, needed });
}

/** The image must be among the templates of the datacenter. @throws `ccp.nothingOfThatName` */
export async function checkImage(api: CcpApi, ccp: CcpCluster, providerId: string, signal: AbortSignal): Promise<void> {
  const names = await api.listInventory(providerId, 'vms', { datacenter: ccp.datacenter }, signal);
  findByName(
    names.map((name) => ({ name })),
    ccp.image,
    `image in the datacenter ${ccp.datacenter}`,
  );
}

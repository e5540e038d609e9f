import { listAddresses, listFreeAddresses } from './addresses.ts';
import type { Answer, Call, Route } from './http.ts';
import { showList } from './show-list.ts';
import type { Simulation } from '../simulation.ts';
import { strangers } from '../clusters/strangers.ts';

/** What is still served by the second API generation: subnets, the caller's role, version and health. */
export function v2SystemRoutes(simulation: Simulation): Route[] {
  const { seed, switches, store, now } = simulation;

  function listSubnets(call: Call): Answer {
    const subnets = seed.subnets.map((subnet) => ({
      uuid: subnet.uuid,
      name: subnet.name,
      cidr: subnet.cidr,
      gateway_ip: subnet.gatewayIp,
      ip_version: 4,
      network: 'default-network',
      nameservers: ['10.10.0.53'],
      pools: subnet.pools,
      total_ips: listAddresses(subnet).length,
      free_ips: listFreeAddresses(subnet, store.state.clusters).length,
    }));
    return showList(call, switches, [...(switches.strangers ? strangers.subnets : []), ...subnets]);
  }

  return [
    { method: 'GET', pattern: '/2/network_service/subnets', access: 'v2', handle: listSubnets },
    { method: 'GET', pattern: '/2/rbac', access: 'v2', handle: () => ({ status: 200, json: { role: switches.role } }) },
    {
      method: 'GET',
      pattern: '/2/system/livenessHealth',
      access: 'v2',
      handle: () =>
        switches.version === ''
          ? { status: 404, text: '404 page not found' }
          : { status: 200, json: { CXVersion: switches.version, TimeOnMgmtHost: new Date(now()).toISOString() } },
    },
  ];
}

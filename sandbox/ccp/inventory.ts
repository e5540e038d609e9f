import type { Answer, Call, Route } from './http/http.ts';
import type { SeedDatacenter } from './seed.ts';
import { pageOf, showList } from './http/show-list.ts';
import type { Simulation } from './simulation.ts';
import { strangers } from './clusters/strangers.ts';

/** One list of the vSphere inventory: its v3 path, its key when wrapped, and what is in it. */
interface InventoryList {
  readonly path: string;
  readonly key: string;
  readonly read: (datacenter: SeedDatacenter, cluster: string | null) => unknown[];
}

const lists: readonly InventoryList[] = [
  { path: 'clusters', key: 'Clusters', read: (datacenter) => Object.keys(datacenter.clusters) },
  {
    path: 'resource-pools',
    key: 'Pools',
    read: (datacenter, cluster) => clustersOf(datacenter, cluster).flatMap((one) => [...one.resourcePools]),
  },
  { path: 'networks', key: 'Networks', read: (datacenter) => [...datacenter.networks] },
  { path: 'datastores', key: 'Datastores', read: (datacenter) => [...datacenter.datastores] },
  { path: 'vms', key: 'VMs', read: (datacenter) => [...datacenter.vms] },
  {
    path: 'gpus',
    key: 'gpus',
    read: (datacenter, cluster) =>
      clustersOf(datacenter, cluster).flatMap((one) => one.gpus.map((type) => ({ gpu_type: type }))),
  },
];

/** Providers and the vSphere lists of each. */
export function inventoryRoutes(simulation: Simulation): Route[] {
  const { seed, switches } = simulation;
  const provider = {
    ...seed.provider,
    type: 'vsphere',
    description: '',
    port: 443,
    username: 'administrator@vsphere.local',
    insecure_skip_verify: true,
  };

  function shape(call: Call, key: string, items: unknown[]): Answer {
    const forms = {
      bare: items,
      wrapped: { [key]: items },
      paged: pageOf(call, items),
      empty: [],
      null: null,
      'no-key': {},
      'null-key': { [key]: null },
    };
    return { status: 200, json: forms[switches.inventory] };
  }

  function handleList(list: InventoryList): Route['handle'] {
    return (call: Call) => {
      if (call.parameters['id'] !== seed.provider.id) return notFound;
      const name = call.query.get('datacenter');
      if (name === null && switches.datacenterNeeded)
        return { status: 400, json: { datacenter: ['This field is required.'] } };
      const datacenters = name === null ? Object.values(seed.datacenters) : [seed.datacenters[name]];
      const items = datacenters.flatMap((datacenter) =>
        datacenter === undefined ? [] : list.read(datacenter, call.query.get('cluster')),
      );
      return shape(call, list.key, items);
    };
  }

  return [
    {
      method: 'GET',
      pattern: '/v3/providers',
      access: 'v3',
      handle: (call) => showList(call, switches, [...(switches.strangers ? strangers.providers : []), provider]),
    },
    {
      method: 'GET',
      pattern: '/v3/providers/:id',
      access: 'v3',
      handle: (call) => (call.parameters['id'] === provider.id ? { status: 200, json: provider } : notFound),
    },
    {
      method: 'GET',
      pattern: '/v3/providers/:id/datacenters',
      access: 'v3',
      handle: (call) =>
        call.parameters['id'] === provider.id ? shape(call, 'Datacenters', Object.keys(seed.datacenters)) : notFound,
    },
    ...lists.map((list): Route => ({
      method: 'GET',
      pattern: `/v3/providers/:id/${list.path}`,
      access: 'v3',
      handle: handleList(list),
    })),
  ];
}

const notFound: Answer = { status: 404, json: { detail: 'Not found.' } };

function clustersOf(datacenter: SeedDatacenter, cluster: string | null): SeedDatacenter['clusters'][string][] {
  if (cluster === null) return Object.values(datacenter.clusters);
  const found = datacenter.clusters[cluster];
  return found === undefined ? [] : [found];
}

import { randomBytes, randomUUID } from 'node:crypto';
import { findSubnet, listFreeAddresses } from '../http/addresses.ts';
import { checkCreatePayload, addressesNeeded, type ClusterPayload, type Refusal } from '../http/create-payload.ts';
import { parseJson, type Answer, type Call, type Route } from '../http/http.ts';
import { showCluster } from '../http/show-cluster.ts';
import { showList } from '../http/show-list.ts';
import type { Simulation } from '../simulation.ts';
import type { StoredCluster, StoredNode } from '../state.ts';
import { strangers } from './strangers.ts';

/** List, look up, create and delete clusters. */
export function clusterRoutes(simulation: Simulation): Route[] {
  const { seed, switches, store, lifecycle, now } = simulation;
  const show = (cluster: StoredCluster): unknown =>
    showCluster(cluster, { switches, kubeconfig: lifecycle.kubeconfigOf(cluster.id) });

  function list(call: Call): Answer {
    const listed = store.state.clusters.filter(
      (cluster) => now() - cluster.createdAt >= switches.listDelayMilliseconds,
    );
    return showList(call, switches, [...(switches.strangers ? strangers.clusters : []), ...listed.map(show)]);
  }

  function get(call: Call): Answer {
    const key = call.parameters['id'];
    const found = store.state.clusters.find(
      (cluster) => cluster.id === key || (switches.lookupByName === 200 && cluster.payload.name === key),
    );
    return found === undefined ? notFound : { status: 200, json: show(found) };
  }

  function create(call: Call): Answer {
    const checked = checkCreatePayload(parseJson(call.body), {
      seed,
      takenNames: new Set(store.state.clusters.map((cluster) => cluster.payload.name)),
      freeAddresses: (id) => {
        const subnet = findSubnet(seed, id);
        return subnet && listFreeAddresses(subnet, store.state.clusters).length;
      },
    });
    if ('refusal' in checked) return refuse(checked.refusal, switches.refusalBody);
    const cluster = orderCluster(checked.payload, simulation);
    store.state.clusters.push(cluster);
    store.save();
    lifecycle.begin(cluster);
    return { status: switches.createStatus, json: show(cluster) };
  }

  function remove(call: Call): Answer {
    const found = store.state.clusters.find((cluster) => cluster.id === call.parameters['id']);
    if (found === undefined) return notFound;
    found.status = 'DELETING';
    store.save();
    return { status: switches.deleteStatus };
  }

  return [
    { method: 'GET', pattern: '/v3/clusters', access: 'v3', handle: list },
    { method: 'POST', pattern: '/v3/clusters', access: 'v3', handle: create },
    { method: 'GET', pattern: '/v3/clusters/:id', access: 'v3', handle: get },
    { method: 'DELETE', pattern: '/v3/clusters/:id', access: 'v3', handle: remove },
  ];
}

export const notFound: Answer = { status: 404, json: { detail: 'Not found.' } };

/** A 400 with what is wrong, by field or as one text. */
export function refuse(refusal: Refusal, body: 'json' | 'text'): Answer {
  if (body === 'json') return { status: 400, json: refusal };
  return {
    status: 400,
    text: Object.entries(refusal)
      .map(([field, messages]) => `${field}: ${messages.join(' ')}`)
      .join('; '),
  };
}

/** New nodes of a group, with addresses taken from the front of `free`. */
export function orderNodes(clusterName: string, group: { name: string; size: number }, free: string[]): StoredNode[] {
  return Array.from({ length: group.size }, () => ({
    name: `${clusterName}-${group.name.slice(0, 10)}-${randomBytes(5).toString('hex')}`,
    group: group.name,
    age: 0,
    phase: 'CreationPending',
    reservedIp: free.shift() ?? '',
  }));
}

function orderCluster(payload: ClusterPayload, { seed, store, now }: Simulation): StoredCluster {
  const subnet = findSubnet(seed, payload.subnet_id);
  const free = (subnet === undefined ? [] : listFreeAddresses(subnet, store.state.clusters)).slice(
    0,
    addressesNeeded(payload),
  );
  return {
    id: randomUUID(),
    payload,
    status: 'CREATING',
    createdAt: now(),
    age: 0,
    masterVip: free.shift() ?? '',
    loadBalancerIps: free.splice(0, payload.load_balancer_num),
    nodes: [payload.master_group, ...payload.node_groups].flatMap((group) => orderNodes(payload.name, group, free)),
    addons: [],
  };
}

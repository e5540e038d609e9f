import { findSubnet, listFreeAddresses } from './addresses.ts';
import { notFound, orderNodes, refuse } from './clusters.ts';
import { parseJson, type Answer, type Call, type Route } from './http.ts';
import { showCluster } from './show-cluster.ts';
import type { Simulation } from './simulation.ts';
import type { StoredCluster } from './state.ts';

/** Change the size of a group of workers, the number of load balancers, and list the groups. */
export function scalingRoutes(simulation: Simulation): Route[] {
  const { seed, switches, store, lifecycle } = simulation;
  const find = (call: Call): StoredCluster | undefined => store.state.clusters.find((cluster) => cluster.id === call.parameters['id']);
  const answer = (cluster: StoredCluster): Answer => ({ status: 200, json: showCluster(cluster, { switches, kubeconfig: lifecycle.kubeconfigOf(cluster.id) }) });

  function freeAddresses(cluster: StoredCluster): string[] {
    const subnet = findSubnet(seed, cluster.payload.subnet_id);
    return subnet === undefined ? [] : listFreeAddresses(subnet, store.state.clusters);
  }

  /** Nodes cannot be chosen: the newest go first. */
  async function scale(call: Call): Promise<Answer> {
    const cluster = find(call);
    const group = cluster?.payload.node_groups.find((one) => one.name === call.parameters['group']);
    if (cluster === undefined || group === undefined) return notFound;
    const size = readNumber(call, 'size');
    if (size === undefined || size < 1) return refuse({ size: ['A valid integer is required.'] }, switches.refusalBody);
    const free = freeAddresses(cluster);
    if (size - group.size > free.length) return refuse({ size: [`Not enough free addresses: ${String(size - group.size)} needed, ${String(free.length)} free.`] }, switches.refusalBody);
    const kept = cluster.nodes.filter((node) => node.group === group.name).slice(0, size);
    const others = cluster.nodes.filter((node) => node.group !== group.name);
    const added = orderNodes(cluster.payload.name, { name: group.name, size: size - kept.length }, free);
    cluster.nodes = [...others, ...kept, ...added.map((node) => ({ ...node, phase: 'creating' }))];
    group.size = size;
    store.save();
    await lifecycle.resize(cluster);
    return answer(cluster);
  }

  function patch(call: Call): Answer {
    const cluster = find(call);
    if (cluster === undefined) return notFound;
    const wanted = readNumber(call, 'load_balancer_num');
    if (wanted === undefined || wanted < 1) return refuse({ load_balancer_num: ['A valid integer is required.'] }, switches.refusalBody);
    const free = freeAddresses(cluster);
    const more = wanted - cluster.loadBalancerIps.length;
    if (more > free.length) return refuse({ load_balancer_num: ['Not enough free addresses.'] }, switches.refusalBody);
    if (more > 0) cluster.loadBalancerIps.push(...free.slice(0, more));
    else cluster.loadBalancerIps.splice(wanted);
    cluster.payload.load_balancer_num = wanted;
    store.save();
    return answer(cluster);
  }

  function listGroups(call: Call): Answer {
    const cluster = find(call);
    return cluster === undefined ? notFound : { status: 200, json: { results: (showCluster(cluster, { switches, kubeconfig: undefined }) as { node_groups: unknown }).node_groups } };
  }

  return [
    { method: 'PATCH', pattern: '/v3/clusters/:id/node-pools/:group', access: 'v3', handle: scale },
    { method: 'PATCH', pattern: '/v3/clusters/:id', access: 'v3', handle: patch },
    { method: 'GET', pattern: '/v3/clusters/:id/node-groups', access: 'v3', handle: listGroups },
  ];
}

function readNumber(call: Call, field: string): number | undefined {
  const json = parseJson(call.body);
  const value = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[field] : undefined;
  return Number.isInteger(value) ? (value as number) : undefined;
}

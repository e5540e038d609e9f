import { findSubnet, listFreeAddresses } from '../http/addresses.ts';
import { checkGroupPayload } from '../http/create-payload.ts';
import { notFound, orderNodes, refuse } from './clusters.ts';
import { parseJson, type Answer, type Call, type Route } from '../http/http.ts';
import { showCluster, showGroups } from '../http/show-cluster.ts';
import type { Simulation } from '../simulation.ts';
import type { StoredCluster } from '../state.ts';

/** List the groups of workers, add and remove one, change the size of one and the number of load balancers. */
export function scalingRoutes(simulation: Simulation): Route[] {
  const { seed, switches, store, lifecycle } = simulation;
  const find = (call: Call): StoredCluster | undefined =>
    store.state.clusters.find((cluster) => cluster.id === call.parameters['id']);
  const answer = (cluster: StoredCluster): Answer => ({
    status: 200,
    json: showCluster(cluster, { switches, kubeconfig: lifecycle.kubeconfigOf(cluster.id) }),
  });

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
    if (size - group.size > free.length)
      return refuse(
        { size: [`Not enough free addresses: ${String(size - group.size)} needed, ${String(free.length)} free.`] },
        switches.refusalBody,
      );
    const kept = cluster.nodes.filter((node) => node.group === group.name).slice(0, size);
    const others = cluster.nodes.filter((node) => node.group !== group.name);
    const added = orderNodes(cluster.payload.name, { name: group.name, size: size - kept.length }, free);
    cluster.nodes = [...others, ...kept, ...added.map((node) => ({ ...node, phase: 'creating' }))];
    group.size = size;
    store.save();
    await lifecycle.resize(cluster);
    return answer(cluster);
  }

  async function addGroup(call: Call): Promise<Answer> {
    const cluster = find(call);
    if (cluster === undefined) return notFound;
    const free = freeAddresses(cluster);
    const checked = checkGroupPayload(parseJson(call.body), { payload: cluster.payload, free: free.length });
    if ('refusal' in checked) return refuse(checked.refusal, switches.refusalBody);
    const { group } = checked;
    cluster.payload.node_groups.push(group);
    cluster.nodes.push(
      ...orderNodes(cluster.payload.name, group, free).map((node) => ({ ...node, phase: 'creating' })),
    );
    store.save();
    await lifecycle.resize(cluster);
    return { status: 201, json: showGroups(cluster).find((shown) => shown.name === group.name) };
  }

  /** A cluster keeps one group at least. */
  async function removeGroup(call: Call): Promise<Answer> {
    const cluster = find(call);
    const group = cluster?.payload.node_groups.find((one) => one.name === call.parameters['group']);
    if (cluster === undefined || group === undefined) return notFound;
    if (cluster.payload.node_groups.length === 1)
      return refuse({ name: ['A cluster needs at least one node group.'] }, switches.refusalBody);
    cluster.payload.node_groups = cluster.payload.node_groups.filter((one) => one !== group);
    cluster.nodes = cluster.nodes.filter((node) => node.group !== group.name);
    store.save();
    await lifecycle.resize(cluster);
    return { status: switches.deleteStatus };
  }

  function patch(call: Call): Answer {
    const cluster = find(call);
    if (cluster === undefined) return notFound;
    const wanted = readNumber(call, 'load_balancer_num');
    if (wanted === undefined || wanted < 1)
      return refuse({ load_balancer_num: ['A valid integer is required.'] }, switches.refusalBody);
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
    return cluster === undefined ? notFound : { status: 200, json: { results: showGroups(cluster) } };
  }

  return [
    { method: 'PATCH', pattern: '/v3/clusters/:id/node-pools/:group', access: 'v3', handle: scale },
    { method: 'PATCH', pattern: '/v3/clusters/:id', access: 'v3', handle: patch },
    { method: 'GET', pattern: '/v3/clusters/:id/node-groups', access: 'v3', handle: listGroups },
    { method: 'POST', pattern: '/v3/clusters/:id/node-groups', access: 'v3', handle: addGroup },
    { method: 'DELETE', pattern: '/v3/clusters/:id/node-groups/:group', access: 'v3', handle: removeGroup },
  ];
}

function readNumber(call: Call, field: string): number | undefined {
  const json = parseJson(call.body);
  const value = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[field] : undefined;
  return Number.isInteger(value) ? (value as number) : undefined;
}

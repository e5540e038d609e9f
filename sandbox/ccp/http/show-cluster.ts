import { showNumbers } from './show-list.ts';
import type { NodeGroupPayload } from './create-payload.ts';
import type { StoredCluster, StoredNode } from '../state.ts';
import type { CcpSwitches } from '../switches.ts';

/** A cluster as `/v3/clusters` answers it: what was sent, with id, status, nodes inside the groups, and the kubeconfig once READY. */
export function showCluster(
  cluster: StoredCluster,
  given: { switches: CcpSwitches; kubeconfig: string | undefined },
): Record<string, unknown> {
  const { description, ...payload } = cluster.payload;
  const shown = {
    ...payload,
    ...{ told: { description }, absent: {}, null: { description: null } }[given.switches.description],
    id: cluster.id,
    status: cluster.status === 'CREATING' ? given.switches.creatingWord : cluster.status,
    master_vip: cluster.masterVip,
    master_group: { ...payload.master_group, nodes: showNodes(cluster, payload.master_group.name) },
    node_groups: showGroups(cluster),
    ...showKubeconfig(cluster, given),
  };
  return showNumbers(given.switches, shown) as Record<string, unknown>;
}

/** The groups of workers as they were sent, with their nodes. */
export function showGroups(cluster: StoredCluster): (NodeGroupPayload & { nodes: unknown[] })[] {
  return cluster.payload.node_groups.map((group) => ({ ...group, nodes: showNodes(cluster, group.name) }));
}

function showNodes(cluster: StoredCluster, group: string): unknown[] {
  return cluster.nodes.filter((node) => node.group === group).map(showNode);
}

function showKubeconfig(
  cluster: StoredCluster,
  { switches, kubeconfig }: { switches: CcpSwitches; kubeconfig: string | undefined },
): { kubeconfig?: string | null } {
  if (cluster.status === 'READY' && kubeconfig !== undefined)
    return { present: { kubeconfig }, absent: {}, damaged: { kubeconfig: kubeconfig.slice(0, 40) } }[
      switches.kubeconfigWhenReady
    ];
  return { absent: {}, empty: { kubeconfig: '' }, null: { kubeconfig: null } }[switches.kubeconfigBeforeReady];
}

function showNode(node: StoredNode): Record<string, string> {
  return {
    name: node.name,
    phase: node.phase,
    status: node.phase === 'Running' ? 'READY' : 'PROVISIONING',
    ...(node.publicIp === undefined ? {} : { public_ip: node.publicIp }),
    ...(node.privateIp === undefined ? {} : { private_ip: node.privateIp }),
    ...(node.statusReason === undefined ? {} : { status_reason: node.statusReason }),
    ...(node.statusDetail === undefined ? {} : { status_detail: node.statusDetail }),
  };
}

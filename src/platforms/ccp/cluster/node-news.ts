import type { ClusterRequest } from '../../platform.ts';
import type { CcpClusterAnswer } from '../api/shapes.ts';

type NodeAnswer = NonNullable<NonNullable<CcpClusterAnswer['master_group']>['nodes']>[number];

/** Reports each new status, and each node's new phase and reason. */
export function createNodeTeller(tell: ClusterRequest['tell']): (cluster: CcpClusterAnswer) => void {
  const told = new Map<string, string>();
  let toldStatus: string | undefined;

  return (cluster) => {
    if (cluster.status !== undefined && cluster.status !== toldStatus) tell({ type: 'status', status: cluster.status });
    toldStatus = cluster.status;
    for (const node of nodesOf(cluster)) {
      const phase = node.phase ?? node.status ?? 'not known';
      const reason = reasonOf(node);
      const now = `${phase} ${reason}`;
      if (node.name === undefined || told.get(node.name) === now) continue;
      told.set(node.name, now);
      tell({ type: 'node', node: node.name, phase, ...(reason === '' ? {} : { reason }) });
    }
  };
}

/** CCP lists nodes by group only. */
export function nodesOf(cluster: CcpClusterAnswer): NodeAnswer[] {
  return [cluster.master_group, ...(cluster.node_groups ?? [])].flatMap((group) => group?.nodes ?? []);
}

/** Which nodes are not running and why, in one line. */
export function describeNodes(cluster: CcpClusterAnswer): string {
  const waiting = nodesOf(cluster).filter((node) => node.phase !== 'Running');
  return waiting
    .map(
      (node) =>
        `${node.name ?? 'a node'} is ${node.phase ?? 'not known'}${reasonOf(node) === '' ? '' : ` (${reasonOf(node)})`}.`,
    )
    .join(' ');
}

function reasonOf(node: NodeAnswer): string {
  return [node.status_reason, node.status_detail].filter((part) => part !== undefined).join(': ');
}

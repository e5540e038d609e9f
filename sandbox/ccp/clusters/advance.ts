import type { StoredCluster, StoredNode } from '../state.ts';
import type { CcpSwitches } from '../switches.ts';

/** Ages, in ticks, at which a young node gets its address and at which it runs. */
const addressAge = 2;
const runningAge = 4;

/**
 * One tick in a cluster's life; changes it in place and tells whether anything
 * a client sees is new. `started`: whether the cluster behind it is up.
 */
export function advanceCluster(cluster: StoredCluster, given: { switches: CcpSwitches; started: boolean }): boolean {
  const before = visible(cluster);
  cluster.age += 1;
  for (const [index, node] of cluster.nodes.entries()) {
    advanceNode(node, given.switches.stuckNode && index === cluster.nodes.length - 1);
  }
  for (const addon of cluster.addons) {
    addon.age += 1;
    if (addon.status === 'INSTALLING' && addon.age >= runningAge) addon.status = given.switches.addonsEndAs;
  }
  if (cluster.status === 'CREATING' && cluster.nodes.every((node) => node.phase === 'Running')) {
    if (given.started || given.switches.creationEndsAs !== 'READY') cluster.status = given.switches.creationEndsAs;
  }
  return visible(cluster) !== before;
}

/** Masters are there from the first tick on; the workers follow them. */
function advanceNode(node: StoredNode, stuck: boolean): void {
  if (node.phase === 'Running') return;
  if (stuck) {
    node.statusReason = 'InsufficientResources';
    node.statusDetail = 'The resource pool has not enough memory for this VM.';
    return;
  }
  delete node.statusReason;
  delete node.statusDetail;
  node.age += 1;
  if (node.age >= addressAge) {
    node.publicIp = node.reservedIp;
    node.privateIp = node.reservedIp;
  }
  if (node.age >= runningAge) node.phase = 'Running';
}

function visible(cluster: StoredCluster): string {
  const { status, nodes, addons } = cluster;
  return JSON.stringify([
    status,
    nodes.map(({ age, ...seen }) => [age >= 0, seen]),
    addons.map((addon) => addon.status),
  ]);
}

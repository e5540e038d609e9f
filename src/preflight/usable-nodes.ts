import type { Node } from './cluster-facts.ts';

/** Taints of a node whose network or cloud is not there yet; they go by themselves. */
const startingTaint =
  /^node\.(kubernetes|cloudprovider\.kubernetes)\.io\/(not-ready|network-unavailable|uninitialized)$/;
/** Milliseconds after which a node that is not ready no longer counts as starting. */
const startingTime = 15 * 60_000;

/** Whether a node was made a short while ago and does not take work yet, though nothing but its start stands against it. */
export function isStarting(node: Node, now: number): boolean {
  const { creationTimestamp } = node.metadata;
  if (takesWork(node) || creationTimestamp === undefined || now - Date.parse(creationTimestamp) > startingTime)
    return false;
  return (
    node.spec?.unschedulable !== true &&
    (node.spec?.taints ?? []).every(({ key, effect }) => effect === 'PreferNoSchedule' || startingTaint.test(key))
  );
}

/** Whether the scheduler may put ordinary pods on a node. */
export function takesWork(node: Node): boolean {
  const ready =
    node.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
  const tainted =
    node.spec?.taints?.some((taint) => taint.effect === 'NoSchedule' || taint.effect === 'NoExecute') ?? false;
  return ready && node.spec?.unschedulable !== true && !tainted;
}

import type { Node } from './cluster-facts.ts';

/** What Kubernetes and its clouds say with a taint, in words. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const knownTaints: Readonly<Record<string, string>> = {
  'node.kubernetes.io/network-unavailable': 'its network is not set up yet',
  'node.kubernetes.io/unreachable': 'the control plane has lost contact with it',
  'node.kubernetes.io/disk-pressure': 'its disk is nearly full',
  'node.kubernetes.io/memory-pressure': 'its memory is nearly used up',
  'node.kubernetes.io/pid-pressure': 'it runs too many processes',
  'node.cloudprovider.kubernetes.io/uninitialized': 'the cloud provider has not initialized it yet',
  'node-role.kubernetes.io/control-plane': 'reserved for the control plane',
};

/** Taints that only repeat what the node's condition, or its being cordoned, says better. */
const repeated: ReadonlySet<string> = new Set(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unschedulable']);

const namesShown = 3;
const longestMessage = 160;

/** Why nodes take no work, those with the same reasons together: `worker-1, worker-2: not ready (…)`. */
export function describeIdleNodes(nodes: readonly Node[]): string {
  return [...Map.groupBy(nodes, whyIdle)]
    .map(([reasons, members]) => {
      const more = members.length - namesShown;
      const names = members.slice(0, namesShown).map(({ metadata }) => metadata.name);
      return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${reasons}.`;
    })
    .join(' ');
}

function whyIdle({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const taints = (spec?.taints ?? []).filter(({ key, effect }) => effect !== 'PreferNoSchedule' && !repeated.has(key));
  const reasons = [
    ...(ready === undefined ? ['has not reported yet'] : []),
    ...(ready !== undefined && ready.status !== 'True' ? [`not ready${inBrackets(ready.message)}`] : []),
    ...(spec?.unschedulable === true ? ['cordoned'] : []),
    ...taints.map(({ key, value }) => knownTaints[key] ?? `reserved by the taint ${key}${value ? `=${value}` : ''}`),
  ];
  return reasons.length === 0 ? 'not yet cleared for work by the control plane' : reasons.join(', ');
}

function inBrackets(message: string | undefined): string {
  const words = message?.trim().replace(/\.$/, '') ?? '';
  if (words === '') return '';
  return ` (${words.length > longestMessage ? `${words.slice(0, longestMessage - 1)}…` : words})`;
}

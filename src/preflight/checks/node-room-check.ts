import { containersOf, type Container } from '../../kubeflow/plan/requirements/pod-template.ts';
import { parseQuantity } from '../../kubernetes/objects/quantity.ts';
import { failed, passed, unknown, type Check, type CheckContext, type Finding } from '../check.ts';
import { takesWork } from '../usable-nodes.ts';
import type { Node, RunningPod } from '../cluster-facts.ts';
import { namespacesOf, workloadsOf, type PlannedWorkload } from '../planned.ts';

/** Room on one node: sums over all nodes hide a pod that is larger than what any of them has free. */
export const nodeRoomCheck: Check = {
  id: 'capacity-node',
  title: 'Room on one node for each pod',
  severity: 'warns',
  why: 'A pod runs on one node, so free resources on several nodes do not add up.',
  todo: 'Add a larger node, or choose fewer components.',
  needsNodes: true,
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const nodes = (await facts.nodes()).filter(takesWork);
    if (nodes.length === 0)
      return unknown(
        'No node accepts pods, so free resources are unknown.',
        'Run the check again when a node is ready.',
      );
    const own = namespacesOf(plan);
    const pods = (await facts.pods()).filter(
      ({ metadata, status }) =>
        !own.has(metadata.namespace ?? '') && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
    );
    const podsByNode = Map.groupBy(pods, ({ spec }) => spec?.nodeName);
    const rooms = nodes.map((node) => ({ node, free: freeOn(node, podsByNode.get(node.metadata.name) ?? []) }));
    const misfits = workloadsOf(plan).flatMap((workload) => whyMisfit(workload, rooms) ?? []);
    if (misfits.length === 0) return passed('Each pod of this plan fits on a node.');
    return failed(
      `${misfits.slice(0, 5).join(' ')}${misfits.length > 5 ? ` ${misfits.length - 5} more do not fit.` : ''}`,
      'Add a larger node, free resources on a node, or choose fewer components.',
    );
  },
};

interface Room {
  readonly node: Node;
  readonly free: (resource: string) => number;
}

/** Each workload asks every node, so an answer is computed once. */
function freeOn({ status }: Node, pods: readonly RunningPod[]): Room['free'] {
  const known = new Map<string, number>();
  const containers = pods.flatMap(({ spec }) => spec?.containers ?? []);
  return (resource) => {
    const free =
      known.get(resource) ??
      parseQuantity(status?.allocatable?.[resource]) -
        containers.reduce((sum, { resources }) => sum + parseQuantity(resources?.requests?.[resource]), 0);
    known.set(resource, free);
    return free;
  };
}

/** Why no node takes a pod of this workload; undefined when one does. */
function whyMisfit(workload: PlannedWorkload, rooms: readonly Room[]): string | undefined {
  const { name, template } = workload;
  const selector = Object.entries(template.spec.nodeSelector ?? {});
  const fitting = rooms.filter(({ node }) =>
    selector.every(([label, value]) => node.metadata.labels?.[label] === value),
  );
  if (fitting.length === 0)
    return `${name} needs nodes labelled ${selector.map((pair) => pair.join('=')).join(', ')}, and none is.`;
  const needs = needsOf(workload);
  if (fitting.some(({ free }) => needs.every(({ resource, amount }) => amount <= free(resource)))) return undefined;
  const short = needs
    .map((need) => ({ ...need, most: Math.max(0, ...fitting.map(({ free }) => free(need.resource))) }))
    .find(({ amount, most }) => amount > most);
  if (short === undefined)
    return `${name} asks for ${needs.map(inWords).join(' and ')} together, and no node has both free.`;
  return `${name} asks for ${inWords(short)}, and the most that is free on one node is ${inWords({ ...short, amount: short.most })}.`;
}

interface Need {
  readonly resource: string;
  readonly amount: number;
}

/** What the scheduler counts: all containers together, or the largest of those that run before them. */
function needsOf({ template }: PlannedWorkload): Need[] {
  const { containers, initContainers = [] } = template.spec;
  const resources = new Set(
    containersOf(template).flatMap(({ resources }) => Object.keys(resources?.requests ?? resources?.limits ?? {})),
  );
  const asked = (container: Container, resource: string): number =>
    parseQuantity(container.resources?.requests?.[resource] ?? container.resources?.limits?.[resource]);
  return [...resources].flatMap((resource) => {
    const amount = Math.max(
      containers.reduce((sum, container) => sum + asked(container, resource), 0),
      ...initContainers.map((container) => asked(container, resource)),
    );
    return amount > 0 ? [{ resource, amount }] : [];
  });
}

function inWords({ resource, amount }: Need): string {
  if (resource === 'cpu') return `${amount.toFixed(1)} CPUs`;
  if (resource === 'memory') return `${(amount / 2 ** 30).toFixed(1)} GiB of memory`;
  return resource === 'ephemeral-storage' ? `${(amount / 2 ** 30).toFixed(1)} GiB of disk` : `${amount} ${resource}`;
}

import type { Installation } from '../../installation/installation.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { parseQuantity } from '../../kubernetes/objects/quantity.ts';
import { failed, passed, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import { takesWork } from '../usable-nodes.ts';
import { nodeRoomCheck } from './node-room-check.ts';
import { storageCheck } from './storage-check.ts';

/** Where the form has the workers; a cluster that was there before has no such field. */
function workersField({ spec: { cluster } }: Installation): string | undefined {
  return definitionOf(cluster.platform).workersOf === undefined
    ? undefined
    : `spec.cluster.${cluster.platform}.workers`;
}

/** Declared requests leave much out: whole Kubeflow declares 9 GiB and uses 12. Source: its README, measured use. */
const usePerRequest = { cpu: 1.25, memory: 1.35 };

/** Questions about room: CPU, memory, pods, storage. */
export const capacityChecks: readonly Check[] = [
  {
    id: 'capacity-cpu',
    title: 'Room for CPU requests',
    severity: 'warns',
    why: 'Pods whose requests fit on no node stay Pending.',
    todo: 'Add workers, or choose fewer components.',
    needsNodes: true,
    look: async (context: CheckContext): Promise<Finding> =>
      compareRoom(context, {
        free: await freeRoom(context, 'cpu'),
        asked: context.plan.totals.requests.cpuMillicores / 1000,
        use: usePerRequest.cpu,
        unit: 'CPUs',
        digits: 1,
      }),
  },
  {
    id: 'capacity-memory',
    title: 'Room for memory requests',
    severity: 'warns',
    why: 'Pods whose requests fit on no node stay Pending; too little for real use ends in evictions.',
    todo: 'Add workers, or choose fewer components.',
    needsNodes: true,
    look: async (context: CheckContext): Promise<Finding> =>
      compareRoom(context, {
        free: (await freeRoom(context, 'memory')) / 2 ** 30,
        asked: context.plan.totals.requests.memoryMiB / 1024,
        use: usePerRequest.memory,
        unit: 'GiB',
        digits: 1,
      }),
  },
  {
    id: 'capacity-pods',
    title: 'Room for pods',
    severity: 'warns',
    why: 'A node runs a limited number of pods, 110 by default.',
    todo: 'Add workers, or choose fewer components.',
    needsNodes: true,
    look: async (context: CheckContext): Promise<Finding> =>
      compareRoom(context, {
        free: await freeRoom(context, 'pods'),
        asked: context.plan.totals.pods,
        use: 1.1,
        unit: 'pods',
        digits: 0,
      }),
  },
  nodeRoomCheck,
  storageCheck,
];

function compareRoom(
  { installation, plan }: CheckContext,
  given: { free: number; asked: number; use: number; unit: string; digits: number },
): Finding {
  const { free, asked, use, unit, digits } = given;
  const text = (amount: number): string => amount.toFixed(digits);
  const { undeclared } = plan.totals.requests;
  const silent =
    unit === 'pods' || undeclared === 0
      ? ''
      : ` ${undeclared} of ${plan.totals.workloads} workloads declare no resource requests.`;
  const evidence = `${text(asked)} ${unit} are requested, ${text(free)} are free.${silent}`;
  if (asked > free)
    return failed(
      evidence,
      `Add workers or make them larger, choose fewer components, or free ${text(asked - free)} ${unit}.`,
      workersField(installation),
    );
  if (asked * use > free)
    return warning(
      `${evidence} In use Kubeflow takes about ${text(asked * use)}.`,
      'Kubeflow will start, but leaves little room for notebooks and pipelines. Add a worker.',
      workersField(installation),
    );
  return passed(evidence);
}

/** What the nodes can give, less what pods on them have asked for; pods of this plan's own namespaces do not count, so that a half-done installation can be checked again. */
async function freeRoom({ facts, plan }: CheckContext, resource: 'cpu' | 'memory' | 'pods'): Promise<number> {
  const nodes = (await facts.nodes()).filter(takesWork);
  const names = new Set(nodes.map((node) => node.metadata.name));
  const allocatable = nodes.reduce((sum, node) => sum + parseQuantity(node.status?.allocatable?.[resource]), 0);
  const own = new Set(
    plan.objects.filter((object) => object.key.kind === 'Namespace').map((object) => object.key.name),
  );
  const running = (await facts.pods()).filter(
    (pod) =>
      names.has(pod.spec?.nodeName ?? '') &&
      !own.has(pod.metadata.namespace ?? '') &&
      pod.status?.phase !== 'Succeeded' &&
      pod.status?.phase !== 'Failed',
  );
  if (resource === 'pods') return allocatable - running.length;
  const requested = running
    .flatMap((pod) => pod.spec?.containers ?? [])
    .reduce((sum, container) => sum + parseQuantity(container.resources?.requests?.[resource]), 0);
  return allocatable - requested;
}

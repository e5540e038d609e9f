import type { CcpCluster } from '../definition/cluster.ts';
import { listWorkerGroups, type WorkerGroup } from '../../../installation/worker-groups.ts';
import type { ClusterRequest } from '../../platform.ts';
import type { CcpClusterAnswer } from '../api/shapes.ts';

/** What happens to one group of workers. */
export interface GroupChange {
  readonly type: 'add' | 'remove' | 'resize';
  readonly group: WorkerGroup;
  /** How many workers more, and so addresses; negative when there will be fewer. */
  readonly growth: number;
}

type GroupAnswer = NonNullable<CcpClusterAnswer['node_groups']>[number];

/** What the groups of a cluster lack to be as the installation asks; what frees addresses comes first. */
export function findGroupChanges(cluster: CcpClusterAnswer, ccp: CcpCluster): GroupChange[] {
  const changes = listWorkerGroups(ccp).flatMap((group): GroupChange[] => {
    const size = groupOf(cluster, group.name)?.size;
    const change = (type: GroupChange['type']): GroupChange[] => [{ type, group, growth: group.count - (size ?? 0) }];
    if (groupOf(cluster, group.name) === undefined) return group.count === 0 ? [] : change('add');
    if (group.count === 0) return change('remove');
    return size === group.count ? [] : change('resize');
  });
  return changes.sort((one, other) => one.growth - other.growth);
}

/** Whether the workers of all groups run. */
export function hasWorkers(cluster: CcpClusterAnswer, ccp: CcpCluster): boolean {
  return (
    cluster.status === 'READY' &&
    listWorkerGroups(ccp).every(({ name, count }) => {
      const nodes = groupOf(cluster, name)?.nodes ?? [];
      return nodes.length === count && nodes.every((node) => node.phase === 'Running');
    })
  );
}

/** Says, once for each group, what scaling does not change: a group that the installation does not name, and machines of another size or with other GPUs. */
export function createDifferenceTeller(
  ccp: CcpCluster,
  tell: ClusterRequest['tell'],
): (cluster: CcpClusterAnswer) => void {
  const wanted = new Map(listWorkerGroups(ccp).map((group) => [group.name, group]));
  const told = new Set<string>();

  return (cluster) => {
    for (const answer of cluster.node_groups ?? []) {
      const { name } = answer;
      if (name === undefined || told.has(name)) continue;
      const group = wanted.get(name);
      if (group !== undefined && (group.count === 0 || hasSize(answer, group))) continue;
      told.add(name);
      const message =
        group === undefined
          ? `CCP has the group of workers ${name}, which the installation does not name: it is left alone. To have it removed, name it with a count of 0.`
          : `The workers of the group ${name} keep the size and the GPUs they were made with: CCP does not change machines that are there. For others, name another group.`;
      tell({ type: 'note', severity: 'warning', message });
    }
  };
}

/** Whether machines are as requested, as far as CCP reports it. */
function hasSize({ vcpus, memory_mb: memory, gpus }: GroupAnswer, group: WorkerGroup): boolean {
  return (
    (vcpus ?? group.vcpus) === group.vcpus &&
    (memory ?? group.memoryGiB * 1024) === group.memoryGiB * 1024 &&
    hasGpus(gpus, group)
  );
}

function hasGpus(gpus: GroupAnswer['gpus'], { gpu }: WorkerGroup): boolean {
  if (gpus === undefined || gpus === null) return true;
  return gpu === null
    ? gpus.length === 0
    : gpus.length === 1 && gpus[0]?.type === gpu.type && gpus[0].count === gpu.count;
}

function groupOf(cluster: CcpClusterAnswer, name: string): GroupAnswer | undefined {
  return cluster.node_groups?.find((group) => group.name === name);
}

import { parseMebibytes, parseMillicores } from '../../kubernetes/objects/quantity.ts';
import { findHiddenImages } from './requirements/hidden-images.ts';
import type { Inventory, Workload } from './inventory.ts';
import type { PlanTotals } from './plan.ts';
import { containersOf } from './requirements/pod-template.ts';

/** What a plan amounts to: counts, images, declared requests and claims. */
export function totalsOf(inventory: Inventory): PlanTotals {
  const { items, workloads } = inventory;
  const images = new Set(
    workloads.flatMap(({ template }) => containersOf(template).flatMap((container) => container.image ?? [])),
  );
  return {
    objects: items.length,
    customResourceDefinitions: items.filter((item) => item.serves !== undefined).length,
    workloads: workloads.length,
    pods: workloads.reduce((sum, workload) => sum + replicasOf(workload), 0),
    images: [...images].sort(),
    hiddenImages: findHiddenImages(inventory).filter((image) => !images.has(image)),
    requests: sumRequests(workloads),
    claims: sumClaims(inventory),
  };
}

/** Pods a workload makes at first. A DaemonSet makes one a node, which nobody knows here: it counts as one. */
function replicasOf({ item }: Workload): number {
  return (item.object['spec'] as { replicas?: number }).replicas ?? 1;
}

/** What the pods of workloads declare. Sidecars that a webhook adds are not among them. */
export function sumRequests(workloads: readonly Workload[]): PlanTotals['requests'] {
  let cpuMillicores = 0;
  let memoryMiB = 0;
  let undeclared = 0;
  for (const workload of workloads) {
    const requests = workload.template.spec.containers.map((container) => container.resources?.requests ?? {});
    const replicas = replicasOf(workload);
    if (requests.every((request) => Object.keys(request).length === 0)) undeclared++;
    for (const { cpu, memory } of requests) {
      cpuMillicores += replicas * parseMillicores(cpu);
      memoryMiB += replicas * parseMebibytes(memory);
    }
  }
  return { cpuMillicores: Math.round(cpuMillicores), memoryMiB: Math.round(memoryMiB), undeclared };
}

interface ClaimSpec {
  resources?: { requests?: { storage?: string } };
}

function sumClaims({ items, workloads }: Inventory): PlanTotals['claims'] {
  const claims = items
    .filter((item) => item.key.kind === 'PersistentVolumeClaim')
    .map((item) => ({ spec: item.object['spec'] as ClaimSpec, times: 1 }));
  const templates = workloads.flatMap((workload) => {
    const { volumeClaimTemplates = [] } = workload.item.object['spec'] as {
      volumeClaimTemplates?: { spec: ClaimSpec }[];
    };
    return volumeClaimTemplates.map(({ spec }) => ({ spec, times: replicasOf(workload) }));
  });
  const all = [...claims, ...templates];
  const mebibytes = all.reduce(
    (sum, { spec, times }) => sum + times * parseMebibytes(spec.resources?.requests?.storage),
    0,
  );
  return { count: all.reduce((sum, { times }) => sum + times, 0), gibibytes: Math.round(mebibytes / 1024) };
}

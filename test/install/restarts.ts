import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';

const pods: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

interface PodWithStatus extends KubernetesObject {
  readonly status?: { readonly containerStatuses?: readonly { readonly restartCount: number }[] };
}

/** Pods of a cluster whose program has crashed, with how often. */
export async function readRestarts(client: KubernetesClient): Promise<{ pods: number; crashed: readonly string[] }> {
  const all = await client.list<PodWithStatus>(pods);
  const crashed = all.flatMap(({ metadata, status }) => {
    const restarts = Math.max(0, ...(status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
    return restarts === 0 ? [] : [`${metadata.namespace ?? ''}/${metadata.name}: ${restarts}`];
  });
  return { pods: all.length, crashed };
}

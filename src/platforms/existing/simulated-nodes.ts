import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';

/** What kwok, which plays the kubelet of nodes that do not exist, and our own sandbox write on such nodes. */
const simulatedMarks = ['kwok.x-k8s.io/node', 'sandbox.mlanywhere.dev/simulated'];

/** Whether all nodes of a cluster are simulated: then nothing runs in its pods. A cluster without nodes is not called so. */
export async function hasSimulatedNodes(client: KubernetesClient, signal: AbortSignal): Promise<boolean> {
  const { items } = await client.request<{ items: KubernetesObject[] }>('GET', '/api/v1/nodes?limit=50', undefined, {
    signal,
  });
  return items.length > 0 && items.every(isSimulatedNode);
}

/** Whether a node is only an object: no machine is behind it. */
export function isSimulatedNode({ metadata: { annotations = {} } }: KubernetesObject): boolean {
  return simulatedMarks.some((mark) => mark in annotations);
}

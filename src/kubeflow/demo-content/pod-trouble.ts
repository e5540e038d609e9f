import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { explainPod, type ClusterEvent } from '../../kubernetes/diagnosis/workloads.ts';
import type { DemoPlace } from './demo-names.ts';

/** What keeps a pod of these from starting, in words for people; undefined where nothing does. */
export async function troubleOfPods(
  { client, namespace, signal }: Pick<DemoPlace, 'client' | 'namespace' | 'signal'>,
  { labelSelector }: { readonly labelSelector: string },
): Promise<string | undefined> {
  const pods = await client.list(builtInTypes.pod, { namespace, labelSelector, signal });
  if (pods.length === 0) return undefined;
  const events = await client.list<ClusterEvent>(builtInTypes.event, { namespace, signal });
  const trouble = pods.map((pod) => explainPod(pod, events)).find((one) => one !== undefined);
  return trouble && `${trouble.message} ${trouble.hint}`;
}

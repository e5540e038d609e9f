import {
  explainPod,
  explainVolumeClaim,
  explainWorkload,
  type ClusterEvent,
  type Trouble,
} from '../../../kubernetes/diagnosis/workloads.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import type { VerifyClient } from '../look.ts';

export interface Suspects {
  readonly namespace: string;
  /** Of the pods. */
  readonly labelSelector: string;
  /** What makes the pods, by the name that it has. */
  readonly workload?: { readonly type: ResourceType; readonly name: string };
  readonly claim?: string;
}

/** What is wrong with pods, what makes them, and their volume. Undefined while all is well or on its way, and where the account may not look. */
export async function explain(
  client: Pick<VerifyClient, 'get' | 'list'>,
  { namespace, labelSelector, workload, claim }: Suspects,
  signal: AbortSignal,
): Promise<Trouble | undefined> {
  try {
    const [pods, events, made, volume] = await Promise.all([
      client.list<KubernetesObject>(builtInTypes.pod, { namespace, labelSelector, signal }),
      client.list<ClusterEvent>(builtInTypes.event, { namespace, signal }),
      workload && client.get<KubernetesObject>(workload.type, { namespace, name: workload.name }, { signal }),
      claim === undefined
        ? undefined
        : client.get<KubernetesObject>(builtInTypes.claim, { namespace, name: claim }, { signal }),
    ]);
    const typed = (object: KubernetesObject, type: ResourceType): KubernetesObject => ({ ...object, kind: type.kind });
    return (
      (volume && explainVolumeClaim(typed(volume, builtInTypes.claim), events)) ??
      pods.map((pod) => explainPod(typed(pod, builtInTypes.pod), events)).find(Boolean) ??
      (made && workload && explainWorkload(typed(made, workload.type), events))
    );
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

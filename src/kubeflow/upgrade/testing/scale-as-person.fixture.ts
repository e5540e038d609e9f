import { resourcePath } from '../../../kubernetes/api/resource-path.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';

/** Sets the replicas of a Deployment as a person does with `kubectl edit`. */
export async function scaleAsPerson(
  client: KubernetesClient,
  key: { readonly namespace: string; readonly name: string },
  replicas: number,
): Promise<void> {
  const object = await client.get<KubernetesObject & { spec: object }>(builtInTypes.deployment, key);
  await client.request('PUT', `${resourcePath(builtInTypes.deployment, key)}?fieldManager=kubectl-edit`, {
    ...object,
    spec: { ...object?.spec, replicas },
  });
}

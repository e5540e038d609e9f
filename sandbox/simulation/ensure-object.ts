import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { isError } from '../../src/errors/error.ts';

/** Creates an object; one that is there already is left as it is. */
export async function ensureObject(
  client: KubernetesClient,
  type: ResourceType,
  object: KubernetesObject,
): Promise<void> {
  await client.create(type, object).catch((thrown: unknown) => {
    if (!isError(thrown, 'kubernetes.alreadyExists')) throw thrown;
  });
}

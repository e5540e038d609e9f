import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { kubernetesCodes } from '../../src/kubernetes/error-codes.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { MlaError } from '../../src/errors/error.ts';

/** Creates an object; one that is there already is left as it is. */
export async function ensureObject(
  client: KubernetesClient,
  type: ResourceType,
  object: KubernetesObject,
): Promise<void> {
  await client.create(type, object).catch((thrown: unknown) => {
    if (!(thrown instanceof MlaError && thrown.code === kubernetesCodes.alreadyExists)) throw thrown;
  });
}

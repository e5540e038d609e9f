import { isError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyOfPresent, type PresentObject } from './read-present.ts';

/** Changes an object that was there when the cluster was read. False when it is gone by now. */
export async function patchPresent(
  client: Pick<KubernetesClient, 'mergePatch'>,
  object: PresentObject,
  { patch, signal }: { readonly patch: unknown; readonly signal: AbortSignal },
): Promise<boolean> {
  try {
    await client.mergePatch(object.type, keyOfPresent(object), patch, { signal });
    return true;
  } catch (thrown) {
    if (isError(thrown, 'kubernetes.notFound')) return false;
    throw thrown;
  }
}

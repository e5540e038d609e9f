import { isError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { isTool } from '../ownership/owner.ts';
import { patchPresent } from '../present/patch-present.ts';
import { keyOfPresent, type PresentObject } from '../present/read-present.ts';
import { finalizersSetBy } from './explain-waiting.ts';
import type { ReleasedObject } from './removal.ts';

/** How often somebody else may change the object meanwhile. */
const mostTries = 5;

/**
 * Finalizers that the controllers of a kind set: a program wrote them, and their names are of the group of the kind or of
 * no group. Those of people and of others are not among them. None of an object that is being deleted: it would go.
 */
export function finalizersOfControllers({ type: { group }, metadata }: PresentObject): string[] {
  const { deletionTimestamp, finalizers = [] } = metadata;
  if (deletionTimestamp !== undefined) return [];
  return finalizers.filter(
    (finalizer) =>
      isNamedBy(finalizer, group) && finalizersSetBy(metadata, finalizer).every((manager) => !isTool(manager)),
  );
}

function isNamedBy(finalizer: string, group: string): boolean {
  const [domain = '', name] = finalizer.split('/');
  return name === undefined ? !finalizer.includes('.') : domain === group || domain.endsWith(`.${group}`);
}

/**
 * Takes finalizers from an object that stays, while its controller no longer runs. Leaves an object that is being deleted
 * meanwhile: it would go. Returns those that were taken.
 */
export async function releaseFinalizers(
  client: KubernetesClient,
  object: ReleasedObject,
  signal: AbortSignal,
): Promise<readonly string[]> {
  for (let tries = 1; ; tries += 1) {
    const found = await client.get<KubernetesObject>(object.type, keyOfPresent(object), { signal });
    if (found === undefined) return [];
    const { deletionTimestamp, resourceVersion, finalizers: present = [] } = found.metadata;
    const taken = present.filter((one) => object.finalizers.includes(one));
    if (deletionTimestamp !== undefined || taken.length === 0) return [];
    const left = present.filter((one) => !taken.includes(one));
    try {
      const patch = { metadata: { finalizers: left, resourceVersion } };
      return (await patchPresent(client, object, { patch, signal })) ? taken : [];
    } catch (thrown) {
      if (!isError(thrown, 'kubernetes.conflict') || tries === mostTries) throw thrown;
    }
  }
}

import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { isNamespace } from './judge/cluster-index.ts';
import { patchPresent } from '../present/patch-present.ts';
import { keyOfPresent, type Present, type PresentObject } from '../present/read-present.ts';
import { sayPresent } from './judge/find-traces.ts';
import type { Removal } from './removal.ts';

/** What these names mean among all that goes, be it by itself or with its namespace. Names that mean nothing are left out. */
export function findNamed(
  names: readonly string[],
  { removal, present }: { readonly removal: Removal; readonly present: Present },
): PresentObject[] {
  const namespaces = new Set(removal.goes.filter(isNamespace).map(({ metadata }) => metadata.name));
  const inside = present.objects.filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''));
  const all = new Map([...inside, ...removal.goes].map((object) => [sayPresent(object), object]));
  return names.flatMap((name) => all.get(name) ?? []);
}

/**
 * Takes the finalizers from an object that a person named, once it is being deleted: what a program had to clean up
 * before is then not cleaned up. Returns those that were taken.
 */
export async function takeFinalizers(
  client: KubernetesClient,
  object: PresentObject,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = await client.get<KubernetesObject>(object.type, keyOfPresent(object), { signal });
  const { deletionTimestamp, finalizers = [] } = found?.metadata ?? {};
  if (deletionTimestamp === undefined || finalizers.length === 0) return [];
  const patch = { metadata: { finalizers: null } };
  return (await patchPresent(client, object, { patch, signal })) ? finalizers : [];
}

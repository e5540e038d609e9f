import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type ObjectKey, type ObjectMetadata, type ResourceType } from '../../kubernetes/objects/object.ts';
import { hashAnnotation, releaseAnnotation } from '../plan/marks.ts';
import { keyOfPresent, readPresent, type PresentObject } from '../present/read-present.ts';

/** An object in the cluster that an install sent. */
export interface InstalledObject extends PresentObject {
  readonly key: ObjectKey;
}

/**
 * Every object that installs of this installation have sent and that is still
 * there, of whichever release. Objects that controllers derived from them can
 * carry the same labels; the annotation of an install tells them apart.
 */
export async function listInstalled(given: {
  readonly client: Pick<KubernetesClient, 'discoverAll' | 'listMetadata'>;
  readonly installation: string;
  readonly signal: AbortSignal;
}): Promise<InstalledObject[]> {
  const { objects } = await readPresent(given);
  return objects
    .filter(({ metadata }) => isSent(metadata))
    .map((present) => ({ ...present, key: keyOfPresent(present) }))
    .toSorted((one, other) => (keyText(one.key) < keyText(other.key) ? -1 : 1));
}

/** Whether an install sent it, and nobody is deleting it. */
function isSent({ annotations, deletionTimestamp }: ObjectMetadata): boolean {
  return (
    deletionTimestamp === undefined &&
    (annotations?.[releaseAnnotation] !== undefined || annotations?.[hashAnnotation] !== undefined)
  );
}

/**
 * The same text for the same object, whatever a release writes: some write a
 * namespace into objects of kinds that have none.
 */
export function placeText(type: Pick<ResourceType, 'group' | 'kind' | 'namespaced'>, key: ObjectKey): string {
  return `${type.kind}.${type.group} ${type.namespaced ? (key.namespace ?? '') : ''}/${key.name}`;
}

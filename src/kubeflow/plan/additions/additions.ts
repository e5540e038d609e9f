import { keyText, type KubernetesObject, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import type { ObjectPatch } from '../../patches/object-patch.ts';
import { canonicalJson, sha256 } from '../../release/canonical-json.ts';
import type { Item } from '../inventory.ts';
import type { PatchNote, Plan, PlannedObject } from '../plan.ts';

/** What a wish of the installation changes in a release, and adds to it. */
export interface Addition {
  readonly patches: readonly ObjectPatch[];
  /** Objects that no release has. */
  readonly objects: readonly KubernetesObject[];
  /** The component that they are part of. */
  readonly component: string;
  /** Why they are added. */
  readonly why: string;
  /** What the user should know. */
  readonly notes: readonly string[];
}

/** The added objects, as parts of their components. */
export function addedItems(additions: readonly Addition[]): Item[] {
  return additions.flatMap(({ objects, component }) =>
    objects.map((object) => {
      const json = canonicalJson(object);
      return { key: keyOf(object), component, json, hash: sha256(json), serves: undefined, object };
    }),
  );
}

/** In place of what is changed, where an object is added. */
const added = 'added';

/** A plan shows what is added as it shows what is changed. */
export function notesOnAdded(additions: readonly Addition[]): PatchNote[] {
  return additions.flatMap(({ objects, why }) =>
    objects.map((object) => ({ object: keyOf(object), what: added, why })),
  );
}

function keyOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): ObjectKey {
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

/** The objects that were added to a plan. */
export function addedObjects({ objects, patches }: Plan): PlannedObject[] {
  const keys = new Set(patches.filter(({ what }) => what === added).map(({ object }) => keyText(object)));
  return objects.filter(({ key }) => keys.has(keyText(key)));
}

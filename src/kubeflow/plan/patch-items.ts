import { keyText, type KubernetesObject, type ObjectKey } from '../../kubernetes/object.ts';
import { canonicalJson, sha256 } from '../release/canonical-json.ts';
import type { Item } from './inventory.ts';
import type { PatchNote } from './plan.ts';

/** One documented difference between the bundle and what is sent. */
export interface ObjectPatch {
  /** For example `dex password hash`. */
  readonly what: string;
  readonly why: string;
  /** Which objects it may touch. */
  readonly isFor: (item: Item) => boolean;
  /** The object as it should be sent; undefined when there is nothing to change in this one. Must not change its argument. */
  readonly apply: (object: KubernetesObject) => KubernetesObject | undefined;
  /** When set, and the release has this component, finding nothing to change is told to the user in these words. */
  readonly missed?: { readonly component: string; readonly complaint: string };
}

/** Items with all patches applied in order, a note for each change, and complaints of patches whose target is gone. */
export function patchItems(
  items: readonly Item[],
  patches: readonly ObjectPatch[],
): { items: Item[]; notes: PatchNote[]; complaints: string[] } {
  const notes: PatchNote[] = [];
  const hits = new Set<ObjectPatch>();
  const patched = items.map((item) =>
    patches.reduce((current, patch) => {
      if (!patch.isFor(current)) return current;
      const object = patch.apply(current.object);
      if (object === undefined) return current;
      hits.add(patch);
      const changed = withObject(current, object);
      notes.push({ object: changed.key, what: patch.what, why: patch.why });
      return changed;
    }, item),
  );
  const components = new Set(items.map((item) => item.component));
  const complaints = patches.flatMap((patch) =>
    patch.missed === undefined || hits.has(patch) || !components.has(patch.missed.component) ? [] : patch.missed.complaint,
  );
  return { items: patched, notes, complaints };
}

function withObject(item: Item, object: KubernetesObject): Item {
  const json = canonicalJson(object);
  const { namespace, name } = object.metadata;
  const key: ObjectKey = { apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
  return { key, component: item.component, json, hash: sha256(json), serves: item.serves, object };
}

/** Takes exactly one object. */
export function isObject(key: ObjectKey): (item: Item) => boolean {
  const text = keyText(key);
  return (item) => keyText(item.key) === text;
}

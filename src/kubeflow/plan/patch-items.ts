import { keyOf, type KubernetesObject } from '../../kubernetes/object.ts';
import type { ObjectPatch } from '../patches/object-patch.ts';
import { canonicalJson, sha256 } from '../release/canonical-json.ts';
import type { Item } from './inventory.ts';
import type { PatchNote } from './plan.ts';

/** Items with all patches applied in order, a note for each change, and complaints of patches whose target is gone. */
export function patchItems(
  items: readonly Item[],
  patches: readonly ObjectPatch[],
): { items: Item[]; notes: PatchNote[]; complaints: { component: string; complaint: string }[] } {
  const notes: PatchNote[] = [];
  const hits = new Set<ObjectPatch>();
  const patched = items.map((item) =>
    patches.reduce((current, patch) => {
      if (!patch.isFor(current.key, current.component)) return current;
      const object = patch.apply(current.object);
      if (object === undefined) return current;
      hits.add(patch);
      const changed = withObject(current, object);
      notes.push({ object: changed.key, what: patch.what, why: patch.why });
      return changed;
    }, item),
  );
  const complaints = patches.flatMap((patch) => (patch.missed === undefined || hits.has(patch) ? [] : patch.missed));
  return { items: patched, notes, complaints };
}

function withObject(item: Item, object: KubernetesObject): Item {
  const json = canonicalJson(object);
  return { key: keyOf(object), component: item.component, json, hash: sha256(json), serves: item.serves, object };
}

import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { ObjectChange, ObjectPatch } from '../patches/object-patch.ts';
import { canonicalJson, sha256 } from '../release/canonical-json.ts';
import type { Item } from './inventory.ts';
import { splitMetadata } from './object-text.ts';
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
      const changed = changeItem(current, patch.change);
      if (changed === undefined) return current;
      hits.add(patch);
      const { id, what, why } = patch;
      notes.push({ ...(id !== undefined && { id }), object: changed.key, what, why });
      return changed;
    }, item),
  );
  const complaints = patches.flatMap((patch) => (patch.missed === undefined || hits.has(patch) ? [] : patch.missed));
  return { items: patched, notes, complaints };
}

function changeItem(item: Item, change: ObjectChange): Item | undefined {
  if ('object' in change) {
    const object = change.object(item.object);
    return object === undefined ? undefined : new PatchedItem(item, canonicalJson(object));
  }
  const { before, metadata, after } = splitMetadata(item.json);
  const changed = change.metadata(metadata);
  return changed === undefined ? undefined : new PatchedItem(item, `${before}${canonicalJson(changed)}${after}`);
}

class PatchedItem implements Item {
  readonly key: Item['key'];
  readonly component: string;
  readonly json: string;
  readonly hash: string;
  readonly serves: Item['serves'];
  #object: KubernetesObject | undefined;

  constructor(original: Item, json: string) {
    const { name, namespace } = splitMetadata(json).metadata;
    const { apiVersion, kind } = original.key;
    this.key = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    this.component = original.component;
    this.json = json;
    this.hash = sha256(json);
    this.serves = original.serves;
  }

  get object(): KubernetesObject {
    this.#object ??= JSON.parse(this.json) as KubernetesObject;
    return this.#object;
  }
}

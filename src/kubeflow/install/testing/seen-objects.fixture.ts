import {
  keyOf,
  keyText,
  parseApiVersion,
  type KubernetesObject,
  type ObjectKey,
} from '../../../kubernetes/objects/object.ts';
import type { View } from '../cluster-view.ts';

/** A view on objects that are listed here; `look` changes what is seen. */
export interface ListedObjects extends View {
  look(objects: readonly KubernetesObject[]): void;
  /** Kinds that someone wanted to see. */
  readonly observed: ReadonlySet<string>;
}

export function seenObjects(...objects: KubernetesObject[]): ListedObjects {
  let seen: readonly KubernetesObject[] = objects;
  const observed = new Set<string>();
  const find = (key: ObjectKey): KubernetesObject | undefined =>
    seen.find((object) => keyText(keyOf(object)) === keyText(key));
  return {
    observed,
    look: (now) => void (seen = now),
    observe: (type) => void observed.add(type.kind),
    find,
    findWhole: find,
    list: ({ group, kind }) =>
      seen.filter((object) => object.kind === kind && parseApiVersion(object.apiVersion).group === group),
  };
}

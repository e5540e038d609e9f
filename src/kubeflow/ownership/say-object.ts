import type { ObjectKey } from '../../kubernetes/objects/object.ts';

/** An object as a person calls it: `Deployment istio-system/istiod`. */
export function sayObject({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

import { keyText, type KubernetesObject, type ObjectKey } from '../../kubernetes/object.ts';

/** What a patch is asked about: an object of a release. */
export interface PatchTarget {
  readonly key: ObjectKey;
  readonly component: string;
  readonly object: KubernetesObject;
}

/** One documented difference between the bundle and what is sent. */
export interface ObjectPatch {
  /** For example `dex password hash`. */
  readonly what: string;
  readonly why: string;
  /** Which objects it may touch. Decided by the key, so that large objects are not parsed in vain. */
  readonly isFor: (key: ObjectKey, component: string) => boolean;
  /** The object as it should be sent; undefined when there is nothing to change in this one. Does not change its argument. */
  readonly apply: (object: KubernetesObject) => KubernetesObject | undefined;
  /** When the release has this component and the patch finds nothing to change, the user is told in these words. */
  readonly missed?: { readonly component: string; readonly complaint: string };
}

/** Takes exactly one object. */
export function isObject(wanted: ObjectKey): (key: ObjectKey) => boolean {
  const text = keyText(wanted);
  return (key) => keyText(key) === text;
}

/** A copy with one container of its pod template changed; undefined when the change makes no difference. */
export function changeContainers(object: KubernetesObject, change: (container: ContainerFields) => ContainerFields): KubernetesObject | undefined {
  const copy = structuredClone(object) as Workload;
  const { spec } = copy.spec.template;
  spec.containers = spec.containers.map(change);
  if (spec.initContainers !== undefined) spec.initContainers = spec.initContainers.map(change);
  return JSON.stringify(copy) === JSON.stringify(object) ? undefined : copy;
}

/** The fields of a container that patches change. */
export interface ContainerFields {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly EnvironmentVariable[];
}

interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

interface Workload extends KubernetesObject {
  spec: { template: { spec: { containers: ContainerFields[]; initContainers?: ContainerFields[] } } };
}

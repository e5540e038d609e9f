import type { PatchId } from '../../installation/patch-ids.ts';
import {
  keyText,
  type KubernetesObject,
  type ObjectKey,
  type ObjectMetadata,
} from '../../kubernetes/objects/object.ts';

/** One documented difference between the bundle and what is sent. */
export interface ObjectPatch {
  /** The named patch that it is part of, where it can be switched. */
  readonly id?: PatchId;
  /** For example `dex password hash`. */
  readonly what: string;
  readonly why: string;
  /** Which objects it may touch. Decided by the key, so that large objects are not parsed in vain. */
  readonly isFor: (key: ObjectKey, component: string) => boolean;
  readonly change: ObjectChange;
  /** When the release has this component and the patch finds nothing to change, the user is told in these words. */
  readonly missed?: { readonly component: string; readonly complaint: string };
}

/**
 * What should be sent instead; undefined when there is nothing to change in
 * this object. Must not change its argument. A change of metadata alone
 * spares parsing the rest, which counts for large definitions.
 */
export type ObjectChange =
  | { readonly object: (object: KubernetesObject) => KubernetesObject | undefined }
  | { readonly metadata: (metadata: ObjectMetadata) => ObjectMetadata | undefined };

/** Takes exactly one object. */
export function isObject(wanted: ObjectKey): (key: ObjectKey) => boolean {
  const text = keyText(wanted);
  return (key) => keyText(key) === text;
}

/** A copy with one container of its pod template changed; undefined when the change makes no difference. */
export function changeContainers(
  object: KubernetesObject,
  change: (container: ContainerFields) => ContainerFields,
): KubernetesObject | undefined {
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
  readonly envFrom?: readonly unknown[];
}

/** A variable of a container. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

interface Workload extends KubernetesObject {
  spec: { template: { spec: { containers: ContainerFields[]; initContainers?: ContainerFields[] } } };
}

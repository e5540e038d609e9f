import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { WorkloadName } from '../../plan/controller-effects.ts';
import { kindName, type PresentObject } from '../../present/read-present.ts';
import { type ClusterIndex, isNamespace, uidOf } from './cluster-index.ts';
import type { RemovalCase } from '../removal.ts';

/** An object that a controller makes a namespace of, and that namespace. */
export interface MadeNamespace {
  readonly maker: PresentObject;
  readonly namespace: PresentObject;
  /** The controller that does it. */
  readonly by: WorkloadName;
  /** Kubernetes deletes it with its maker. */
  readonly follows: boolean;
}

/**
 * The namespaces that controllers of ours made, each with the object that it was made of. One that was there before, and
 * that a controller only uses, bears no mark of its maker: it is not among them.
 */
export function findMadeNamespaces(
  index: ClusterIndex,
  { effects, isOwnKind }: Pick<RemovalCase, 'effects'> & { isOwnKind: (object: PresentObject) => boolean },
): MadeNamespace[] {
  const namespaces = new Map(index.ofKind('namespaces').map((object) => [object.metadata.name, object]));
  return (effects?.namespaces ?? []).flatMap(({ group, kind, by, nameIn, nameLabel }) =>
    index.all
      .filter((object) => object.type.group === group && object.type.kind === kind && isOwnKind(object))
      .flatMap((maker): MadeNamespace[] => {
        const { name } = maker.metadata;
        const made = nameIn === undefined ? name : (specOf(index.contentOf(maker))[nameIn] ?? name);
        const namespace = namespaces.get(made);
        if (namespace === undefined) return [];
        const { ownerReferences = [], labels = {} } = namespace.metadata;
        const follows = ownerReferences.some(({ uid }) => uid === uidOf(maker));
        const isMarked = nameLabel !== undefined && labels[nameLabel] === name;
        return follows || isMarked ? [{ maker, namespace, by, follows }] : [];
      }),
  );
}

/** Whether objects of a kind make namespaces. */
export function makesNamespaces({ type }: PresentObject, { effects }: Pick<RemovalCase, 'effects'>): boolean {
  return (effects?.namespaces ?? []).some(({ group, kind }) => group === type.group && kind === type.kind);
}

/** The namespace that an object is in, or is. */
export function placeOf(object: PresentObject): string | undefined {
  return isNamespace(object) ? object.metadata.name : object.metadata.namespace;
}

/** The name of the kind's definition is the name of the kind. */
export function isOfKinds(object: PresentObject, definitions: ReadonlySet<string>): boolean {
  return definitions.has(kindName(object.type));
}

function specOf(object: KubernetesObject | undefined): Readonly<Record<string, string>> {
  return (object?.['spec'] ?? {}) as Readonly<Record<string, string>>;
}

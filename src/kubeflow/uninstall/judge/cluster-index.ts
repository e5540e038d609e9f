import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { keyText } from '../../../kubernetes/objects/object.ts';
import { ownerOf, signatureOf } from '../../ownership/owner.ts';
import { sayObject } from '../../ownership/say-object.ts';
import { goesWithLabel, installationLabel } from '../../plan/marks.ts';
import { keyOfPresent, kindName, type PresentObject } from '../../present/read-present.ts';
import type { FoundKubeflow } from '../found/found.ts';
import type { RemovalCase } from '../removal.ts';

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

/** Namespaces that every cluster has. */
const givenNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

/** What a cluster has, found by what it is and whose. */
export class ClusterIndex {
  readonly all: readonly PresentObject[];
  /** What MLAnywhere sent, as far as the wish is about it; of a Kubeflow that it did not install, what equals the release or was taken. */
  readonly ours: readonly PresentObject[];
  /** What MLAnywhere took over from somebody whose mark is still on it. */
  readonly takenOver: readonly { readonly object: PresentObject; readonly from: string }[];
  /** What an earlier attempt found to go with the installation. */
  readonly marked: readonly PresentObject[];
  /** Namespaces that MLAnywhere sent: whatever the wish is about, this is where Kubeflow is. */
  readonly sentNamespaces: ReadonlyMap<string, PresentObject>;
  readonly #byKind: ReadonlyMap<string, readonly PresentObject[]>;
  readonly #byUid: ReadonlyMap<string, PresentObject>;
  readonly #contents: RemovalCase['contents'];

  constructor({ present, installation, contents, wish: { planned }, found }: RemovalCase) {
    this.all = present.objects;
    this.#contents = contents;
    this.#byKind = Map.groupBy(present.objects, ({ type }) => kindName(type));
    this.#byUid = new Map(present.objects.map((object) => [uidOf(object), object]));
    const isOfWish = found === undefined ? isOf(installation) : isTaken(found, present.objects);
    const sent = present.objects.filter(isOfWish);
    this.marked = present.objects.filter(({ metadata }) => metadata.labels?.[goesWithLabel] === installation);
    const signed = sent.map((object) => ({ object, from: signerOf(object, installation) }));
    this.takenOver = signed.flatMap(({ object, from }) => (from === undefined ? [] : [{ object, from }]));
    const own = signed.flatMap(({ object, from }) => (from === undefined ? [object] : []));
    this.ours = own.filter(
      (object) => !isGiven(object) && (planned === undefined || !planned.has(keyText(keyOfPresent(object)))),
    );
    const places = found === undefined ? own : present.objects.filter((object) => found.objects.has(uidOf(object)));
    this.sentNamespaces = new Map(
      places
        .filter((object) => isNamespace(object) && !isGiven(object))
        .map((object) => [object.metadata.name, object]),
    );
  }

  ofKind(name: string): readonly PresentObject[] {
    return this.#byKind.get(name) ?? [];
  }

  /** All of an object, of the kinds whose content decides. */
  contentOf(object: PresentObject): KubernetesObject | undefined {
    return this.#contents.get(uidOf(object));
  }

  /** The owners that are there, and theirs. */
  ownersOf(object: PresentObject): PresentObject[] {
    const owners = new Set<PresentObject>();
    const look = ({ metadata: { ownerReferences = [] } }: PresentObject): void => {
      for (const { uid } of ownerReferences) {
        const owner = this.#byUid.get(uid);
        if (owner === undefined || owners.has(owner)) continue;
        owners.add(owner);
        look(owner);
      }
    };
    look(object);
    return [...owners];
  }
}

export function uidOf({ metadata: { uid = '' } }: PresentObject): string {
  return uid;
}

export function isNamespace({ type }: PresentObject): boolean {
  return kindName(type) === 'namespaces';
}

export function isDefinition({ type }: PresentObject): boolean {
  return kindName(type) === definitions;
}

function isOf(installation: string): (object: PresentObject) => boolean {
  return ({ metadata }) => metadata.labels?.[installationLabel] === installation;
}

/** Objects that go without asking or by a word. A name counts for what is of Kubeflow's own kinds or in its namespaces. */
function isTaken(
  { objects, take }: FoundKubeflow,
  present: readonly PresentObject[],
): (object: PresentObject) => boolean {
  const released = present.filter((object) => objects.has(uidOf(object)));
  const places = new Set(released.filter(isNamespace).map(({ metadata: { name } }) => name));
  const kinds = new Set(
    released
      .filter((object) => isDefinition(object) && objects.get(uidOf(object))?.isBasis === false)
      .map(({ metadata: { name } }) => name),
  );
  return (object) => {
    const known = objects.get(uidOf(object));
    if (known !== undefined && (known.difference === undefined || take.has('different'))) return true;
    const near = known !== undefined || places.has(object.metadata.namespace ?? '') || kinds.has(kindName(object.type));
    return near && take.has(sayObject(keyOfPresent(object)));
  };
}

/** Who signed an object and makes it again: a tool, or another installation of MLAnywhere. */
function signerOf({ metadata }: PresentObject, installation: string): string | undefined {
  const signer = signatureOf(metadata);
  const owner = ownerOf(metadata);
  if (signer !== undefined || owner.kind !== 'installation' || owner.name === installation) return signer;
  return `the installation ${owner.name} of MLAnywhere`;
}

function isGiven(object: PresentObject): boolean {
  return isNamespace(object) && givenNamespaces.has(object.metadata.name);
}

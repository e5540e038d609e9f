import { MlaError } from '../../../errors/error.ts';
import { foundationIds, type FoundationId, type FoundationWish } from '../../../installation/foundation.ts';
import { parseApiVersion } from '../../../kubernetes/objects/object.ts';
import { meshOf, providersFor } from './mesh-config.ts';
import { imagesOf, tagOf } from '../../ownership/versions.ts';
import type { Link } from '../component-links.ts';
import type { Inventory, Item } from '../inventory.ts';
import type { PlannedFoundation } from '../plan.ts';
import { namespaceGate } from '../requirements/collect-requirements.ts';
import type { Requirement } from '../requirements/requirement-type.ts';
import type { Sequence } from '../sequence.ts';

/** Components of each software. The cluster-local gateway is Kubeflow's own addition to Istio, so it is always ours. */
const partsOf: Readonly<Record<FoundationId, readonly string[]>> = {
  'cert-manager': ['cert-manager', 'certificate-issuer'],
  istio: ['istio-crds', 'istio-namespace', 'istio'],
  knative: ['knative'],
};

const titles: Readonly<Record<FoundationId, string>> = {
  'cert-manager': 'cert-manager',
  istio: 'Istio',
  knative: 'Knative Serving',
};

/** Objects of a release that are not sent, because their software is yours or none. */
export function findLeftOut(all: Inventory, wish: FoundationWish | undefined): ReadonlySet<Item> {
  const left = foundationIds.filter((id) => wish?.[id] === 'yours' || wish?.[id] === 'none');
  return new Set(left.flatMap((id) => objectsOfSoftware(all, id)));
}

/** Kubeflow's own configuration stays: custom resources outside of the namespaces of the software, for example its ClusterIssuer. */
function objectsOfSoftware(all: Inventory, id: FoundationId): Item[] {
  const parts = all.items.filter(({ component }) => partsOf[id].includes(component));
  const namespaces = new Set(parts.flatMap(({ key }) => (key.kind === 'Namespace' ? [key.name] : [])));
  return parts.filter(
    ({ key }) =>
      all.types.definitionOf(key) === undefined || (key.namespace !== undefined && namespaces.has(key.namespace)),
  );
}

/** The chosen components without those that the installation does without. */
export function withoutNone(chosen: readonly string[], wish: FoundationWish | undefined): readonly string[] {
  const none = new Set(foundationIds.flatMap((id) => (wish?.[id] === 'none' ? partsOf[id] : [])));
  return chosen.filter((name) => !none.has(name));
}

/** Throws `kubeflow.foundationNeeded` where a selected component needs software that the installation does without. */
export function refuseMissing(
  selected: ReadonlySet<string>,
  { links, wish }: { links: readonly Link[]; wish: FoundationWish | undefined },
): void {
  for (const id of foundationIds) {
    if (wish?.[id] !== 'none') continue;
    const parts = partsOf[id];
    const needs = links.filter(({ from, to }) => selected.has(from) && !parts.includes(from) && parts.includes(to));
    if (needs.length > 0)
      throw new MlaError('kubeflow.foundationNeeded', {
        id,
        title: titles[id],
        neededBy: [...new Map(needs.map(({ from, why }) => [from, `${from} needs ${why}`])).values()].join('; '),
      });
  }
}

/**
 * The requirements of what is sent. A wait for a kind, a namespace or a Secret
 * stays, whoever brings it. A wait for a program or webhook by its name goes:
 * yours may have another name, and preflight checks that it answers.
 */
export function withoutLeftOut(
  requirements: readonly Requirement[],
  { leftOut, inventory }: { leftOut: ReadonlySet<Item>; inventory: Inventory },
): Requirement[] {
  return requirements.flatMap((requirement): Requirement[] => {
    const { item, needs } = requirement;
    if (leftOut.has(item)) return [];
    if ('object' in needs) {
      if (!leftOut.has(needs.object)) return [requirement];
      const { kind, name } = needs.object.key;
      return kind === 'Namespace' ? [{ ...requirement, needs: { gate: namespaceGate(name, []) } }] : [];
    }
    const { condition } = needs.gate;
    const named =
      condition.kind === 'webhook-ready'
        ? condition.configuration
        : condition.kind === 'workload-available'
          ? condition.workload
          : undefined;
    const by = named === undefined ? undefined : inventory.find(named);
    return by !== undefined && leftOut.has(by) ? [] : [requirement];
  });
}

interface Around extends Pick<Sequence, 'gates' | 'places'> {
  /** With what is left out. */
  readonly around: Inventory;
  /** In the order of `places`. */
  readonly sent: readonly Item[];
  readonly leftOut: ReadonlySet<Item>;
}

/** What the sent objects need of software that is yours. Software that no selected component needs is not listed. */
export function describeFoundation(given: Around): PlannedFoundation[] {
  const { around, sent, leftOut } = given;
  return foundationIds.flatMap((id) => {
    const own = around.items.filter((item) => leftOut.has(item) && partsOf[id].includes(item.component));
    if (own.length === 0) return [];
    const programs = own.filter(({ key }) => key.kind === 'Deployment');
    const isMesh = id === 'istio';
    return [
      {
        id,
        title: titles[id],
        leftOut: own.length,
        version: programs.map(({ object }) => tagOf(imagesOf(object)[0])).find((tag) => tag !== undefined),
        programs: programs.map(({ key }) => key),
        kinds: neededKinds(own, given),
        meshedNamespaces: isMesh ? sent.filter(isMeshedNamespace).map(({ key }) => key.name) : [],
        providers: isMesh ? providersFor(sent, meshOf(own)) : [],
      },
    ];
  });
}

/** The kinds that the plan waits for and does not bring itself: of its objects, and those that its programs look for. */
function neededKinds(
  own: readonly Item[],
  { gates, sent, places }: Pick<Around, 'gates' | 'sent' | 'places'>,
): PlannedFoundation['kinds'] {
  const definitions = new Set(own.flatMap(({ serves, key }) => (serves === undefined ? [] : [key.name])));
  return gates.flatMap((gate) => {
    if (gate.kind !== 'kind-discoverable' || gate.openers.length > 0) return [];
    const { group, version } = parseApiVersion(gate.apiVersion);
    const definition = `${gate.plural}.${group}`;
    if (!definitions.has(definition)) return [];
    const neededBy = sent.flatMap(({ component }, position) =>
      places[position]?.gates.includes(gate.id) === true ? [component] : [],
    );
    return [{ definition, kind: gate.objectKind, version, neededBy: [...new Set(neededBy)] }];
  });
}

function isMeshedNamespace({ key, object }: Item): boolean {
  return key.kind === 'Namespace' && object.metadata.labels?.['istio-injection'] === 'enabled';
}

import { keyText, type ObjectKey } from '../../kubernetes/objects/object.ts';
import type { Inventory, Item } from './inventory.ts';
import { selects, type Labels, type LabelSelector } from './requirements/label-selector.ts';
import type { Requirement } from './requirements/requirement-type.ts';

/** One component needs another, and why, in words that follow "needs". */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** A need that no order of sending shows: a route without its entrance is accepted, and leads nowhere. */
interface Need {
  readonly on: Item;
  readonly why: string;
}

/** Which component needs which: for being installed (requirements) and for doing its work (routes, addresses, roles, guards of an entrance). One link a pair. What is left out needs nothing. */
export function linkComponents(
  inventory: Inventory,
  requirements: readonly Requirement[],
  leftOut: ReadonlySet<Item> = new Set(),
): Link[] {
  const links = new Map<string, Link>();
  const link = (from: Item, { on, why }: Need): void => {
    const id = `${from.component} ${on.component}`;
    if (from.component !== on.component && !links.has(id))
      links.set(id, { from: from.component, to: on.component, why });
  };
  for (const { item, needs, why, takesAlong } of requirements) {
    if (!takesAlong || leftOut.has(item)) continue;
    const needed = 'gate' in needs ? needs.gate.openers : [needs.object];
    for (const on of needed) link(item, { on, why: `${why} (${keyText(on.key)})` });
  }
  for (const item of inventory.items) {
    if (item.serves !== undefined || leftOut.has(item)) continue;
    for (const need of needsOf(item, inventory)) link(item, need);
  }
  return [...links.values()];
}

function needsOf(item: Item, inventory: Inventory): Need[] {
  const gateways = gatewaysOf(item, inventory);
  return [
    ...gateways.map((on) => ({ on, why: `the entrance ${keyText(on.key)}` })),
    ...gateways
      .flatMap((gateway) => guardsOf(gateway, inventory))
      .map((on) => ({ on, why: `a guard of its entrance (${keyText(on.key)})` })),
    ...entrancesOf(item, inventory).map((on) => ({ on, why: `the pods it opens (${keyText(on.key)})` })),
    ...rolesFor(item, inventory).map((on) => ({ on, why: keyText(on.key) })),
    ...addressesIn(item, inventory).map((on) => ({ on, why: `${keyText(on.key)}, whose address it names` })),
    ...issuersOf(item, inventory).map((on) => ({ on, why: `its issuer (${keyText(on.key)})` })),
    ...injectorsOf(item, inventory).map((on) => ({ on, why: `who fills in its CA bundle (${keyText(on.key)})` })),
  ];
}

/** The issuer of a Certificate, which nothing else may wait for. */
function issuersOf(item: Item, inventory: Inventory): Item[] {
  if (item.key.kind !== 'Certificate') return [];
  const effect = inventory.effects.find((one) => one.item === item)?.effect;
  return (effect?.with ?? []).flatMap((key) => inventory.find(key) ?? []);
}

function injectorsOf(item: Item, inventory: Inventory): Item[] {
  if (!item.key.kind.endsWith('WebhookConfiguration')) return [];
  return [inventory.injectorOf(item)?.by ?? []].flat();
}

const isGateway = (key: ObjectKey): boolean =>
  key.kind === 'Gateway' && key.apiVersion.startsWith('networking.istio.io/');

/** The gateways a route is attached to. Source: Istio's VirtualService.spec.gateways, `namespace/name`. */
function gatewaysOf(item: Item, inventory: Inventory): Item[] {
  if (item.key.kind !== 'VirtualService') return [];
  const { gateways = [] } = item.object['spec'] as { gateways?: string[] };
  return gateways.flatMap((text) => {
    const slash = text.indexOf('/');
    const namespace = slash < 0 ? item.key.namespace : text.slice(0, slash);
    const key = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', name: text.slice(slash + 1) };
    return inventory.find({ ...key, ...(namespace === undefined ? {} : { namespace }) }) ?? [];
  });
}

/** The workloads whose pods a gateway opens, in whatever namespace they are. */
function entrancesOf(item: Item, inventory: Inventory): Item[] {
  if (!isGateway(item.key)) return [];
  const { selector } = item.object['spec'] as { selector?: Labels };
  if (selector === undefined) return [];
  return inventory.workloads
    .filter(({ template }) => selects({ matchLabels: selector }, template.labels))
    .map((workload) => workload.item);
}

/** Policies that decide who may come in through a gateway: they select the pods it opens. */
function guardsOf(gateway: Item, inventory: Inventory): Item[] {
  const entrances = entrancesOf(gateway, inventory).flatMap((item) => inventory.workloadOf(item) ?? []);
  return inventory.items.filter((item) => {
    if (item.key.kind !== 'AuthorizationPolicy' && item.key.kind !== 'RequestAuthentication') return false;
    const { selector } = item.object['spec'] as { selector?: LabelSelector };
    return (
      selector !== undefined &&
      entrances.some(
        ({ item: entrance, template }) =>
          entrance.key.namespace === item.key.namespace && selects(selector, template.labels),
      )
    );
  });
}

interface RoleBinding {
  roleRef: { apiGroup: string; kind: string; name: string };
}

interface ClusterRole {
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

/** The role a binding grants, and the roles that collect this one by its labels. */
function rolesFor(item: Item, inventory: Inventory): Item[] {
  const { kind, namespace } = item.key;
  if (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') {
    const { roleRef } = item.object as unknown as RoleBinding;
    const place = roleRef.kind === 'Role' && namespace !== undefined ? { namespace } : {};
    return [
      inventory.find({ apiVersion: `${roleRef.apiGroup}/v1`, kind: roleRef.kind, name: roleRef.name, ...place }) ?? [],
    ].flat();
  }
  const { labels } = item.object.metadata;
  if (kind !== 'ClusterRole' || labels === undefined) return [];
  return inventory.items.filter((other) => {
    if (other.key.kind !== 'ClusterRole') return false;
    const { aggregationRule } = other.object as ClusterRole;
    return (aggregationRule?.clusterRoleSelectors ?? []).some((selector) => selects(selector, labels));
  });
}

const serviceAddress = /\b([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/g;

/** Services of the release that an object names by their address inside the cluster. */
function addressesIn(item: Item, inventory: Inventory): Item[] {
  const found = new Map<string, Item>();
  for (const [address, name = '', namespace = ''] of item.json.matchAll(serviceAddress)) {
    const service = inventory.find({ apiVersion: 'v1', kind: 'Service', namespace, name });
    if (service !== undefined) found.set(address, service);
  }
  return [...found.values()];
}

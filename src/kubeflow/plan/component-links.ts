import { keyText, type ObjectKey } from '../../kubernetes/object.ts';
import type { Inventory, Item } from './inventory.ts';
import { selects, type Labels, type LabelSelector } from './label-selector.ts';
import type { Requirement } from './requirements.ts';

/** One component needs another, and why, in words that follow "needs". */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** Which component needs which: for being installed (requirements) and for doing its work (routes, addresses, guards of an entrance). One link a pair. */
export function linkComponents(inventory: Inventory, requirements: readonly Requirement[]): Link[] {
  const links = new Map<string, Link>();
  const link = (from: Item, to: Item, why: string): void => {
    const id = `${from.component} ${to.component}`;
    if (from.component !== to.component && !links.has(id)) links.set(id, { from: from.component, to: to.component, why });
  };
  for (const { item, needs, why, takesAlong } of requirements) {
    if (!takesAlong) continue;
    for (const needed of 'gate' in needs ? needs.gate.openers : [needs.object]) link(item, needed, `${why} (${keyText(needed.key)})`);
  }
  for (const item of inventory.items) {
    if (item.serves !== undefined) continue;
    for (const gateway of gatewaysOf(item, inventory)) {
      link(item, gateway, `the entrance ${keyText(gateway.key)}`);
      for (const guard of guardsOf(gateway, inventory)) link(item, guard, `a guard of its entrance (${keyText(guard.key)})`);
    }
    for (const workload of entrancesOf(item, inventory)) link(item, workload, `the pods it opens (${keyText(workload.key)})`);
    for (const role of rolesFor(item, inventory)) link(item, role, keyText(role.key));
    for (const service of addressesIn(item, inventory)) link(item, service, `${keyText(service.key)}, whose address it names`);
  }
  for (const { item, webhook } of inventory.webhooks) {
    const injector = inventory.injectorOf(item);
    if (injector?.by !== undefined) link(item, injector.by, `the CA bundle of the webhook ${webhook.name} (${keyText(injector.by.key)})`);
  }
  return [...links.values()];
}

const isGateway = (key: ObjectKey): boolean => key.kind === 'Gateway' && key.apiVersion.startsWith('networking.istio.io/');

/** The gateways a route is attached to. Source: Istio's VirtualService.spec.gateways, `namespace/name`. */
function gatewaysOf(item: Item, inventory: Inventory): Item[] {
  if (item.key.kind !== 'VirtualService') return [];
  const { gateways = [] } = item.object['spec'] as { gateways?: string[] };
  return gateways.flatMap((text) => {
    const [namespace, name] = text.includes('/') ? text.split('/') : [item.key.namespace, text];
    const key = { apiVersion: 'networking.istio.io/v1', kind: 'Gateway', name: name ?? '' };
    return inventory.find({ ...key, ...(namespace === undefined ? {} : { namespace }) }) ?? [];
  });
}

/** The workloads whose pods a gateway opens, in whatever namespace they are. */
function entrancesOf(item: Item, inventory: Inventory): Item[] {
  if (!isGateway(item.key)) return [];
  const { selector } = item.object['spec'] as { selector?: Labels };
  if (selector === undefined) return [];
  return inventory.workloads.filter(({ template }) => selects({ matchLabels: selector }, template.labels)).map((workload) => workload.item);
}

/** Policies that decide who may come in through a gateway: they select the pods it opens. */
function guardsOf(gateway: Item, inventory: Inventory): Item[] {
  const entrances = entrancesOf(gateway, inventory).flatMap((item) => inventory.workloadOf(item) ?? []);
  return inventory.items.filter((item) => {
    if (item.key.kind !== 'AuthorizationPolicy' && item.key.kind !== 'RequestAuthentication') return false;
    const { selector } = item.object['spec'] as { selector?: LabelSelector } | undefined ?? {};
    return (
      selector !== undefined &&
      entrances.some(({ item: entrance, template }) => entrance.key.namespace === item.key.namespace && selects(selector, template.labels))
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
    return [inventory.find({ apiVersion: `${roleRef.apiGroup}/v1`, kind: roleRef.kind, name: roleRef.name, ...place }) ?? []].flat();
  }
  const { labels } = item.object.metadata;
  if (kind !== 'ClusterRole' || labels === undefined) return [];
  return inventory.items.filter((other) => {
    if (other.key.kind !== 'ClusterRole') return false;
    const { aggregationRule } = other.object as ClusterRole;
    return (aggregationRule?.clusterRoleSelectors ?? []).some((selector) => selects(selector, labels));
  });
}

const SERVICE_ADDRESS = /\b([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/g;

/** Services of the release that an object names by their address inside the cluster. */
function addressesIn(item: Item, inventory: Inventory): Item[] {
  const found = new Map<string, Item>();
  for (const [address, name = '', namespace = ''] of item.json.matchAll(SERVICE_ADDRESS)) {
    const service = inventory.find({ apiVersion: 'v1', kind: 'Service', namespace, name });
    if (service !== undefined) found.set(address, service);
  }
  return [...found.values()];
}

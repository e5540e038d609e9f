import { keyText, type KubernetesObject, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import type { Inventory, Item, Workload } from '../../plan/inventory.ts';
import { imageName, imagesOf } from '../../ownership/versions.ts';
import { AccountRightsReader } from '../../plan/requirements/account-rights.ts';
import { destinationsOf, isVirtualService } from './routes.ts';

/** A program of the old release that is not in the new one under the same name, and the program that takes its place. */
export interface Successor {
  readonly old: ObjectKey;
  readonly next: Item;
  /** Why the old one must not run beside it; undefined where both may. */
  readonly collides: string | undefined;
}

/** An old workload that goes, as the cluster has it. */
interface GoingWorkload {
  readonly key: ObjectKey;
  readonly object: KubernetesObject;
}

/**
 * Which programs take the place of those that go: the same name in another
 * namespace, or else the same image under another name. Images that several
 * programs share, such as a proxy for metrics, say nothing.
 */
export function findSuccessors(going: readonly GoingWorkload[], inventory: Inventory): Successor[] {
  const rights = new AccountRightsReader(inventory);
  const workloads = inventory.workloads.filter(({ item }) => stoppable.has(item.key.kind));
  const shared = namesOfSeveral(workloads.map(({ item }) => imagesOf(item.object)));
  return going.flatMap(({ key, object }): Successor[] => {
    const images = imagesOf(object).map(imageName);
    const next =
      workloads.find(({ item }) => item.key.kind === key.kind && item.key.name === key.name) ??
      workloads.find(
        ({ item }) =>
          item.key.kind === key.kind &&
          imagesOf(item.object).some((image) => {
            const name = imageName(image);
            return images.includes(name) && !shared.has(name);
          }),
      );
    return next === undefined
      ? []
      : [{ old: key, next: next.item, collides: collisionOf(key, next, { inventory, rights }) }];
  });
}

/** Kinds that can be stopped and started again. */
const stoppable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Names of images that more than one program has. */
function namesOfSeveral(images: readonly (readonly string[])[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const name of images.flatMap((own) => [...new Set(own.map(imageName))]))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([name]) => name));
}

/**
 * A program that elects a leader holds a Lease in its own namespace: beside its
 * old self in another namespace both would lead. Source: client-go leader
 * election. A program that elects none and only works, without answering
 * requests, must not run twice either.
 */
function collisionOf(
  old: ObjectKey,
  next: Workload,
  { inventory, rights }: { inventory: Inventory; rights: AccountRightsReader },
): string | undefined {
  if (old.kind === 'DaemonSet') return 'Both would run on each node, of which only one can have the ports and files.';
  const elsewhere = next.item.key.namespace !== old.namespace;
  if (elects(next, rights))
    return elsewhere ? 'Both elect their leader by a Lease of their own namespace, so both would lead.' : undefined;
  return isAsked(next.item, inventory) ? undefined : 'Nothing keeps both from doing the same work.';
}

/** Whether the account of a program may write Leases. */
function elects(workload: Workload, rights: AccountRightsReader): boolean {
  return rights
    .rightsOf(workload)
    .grants.some(({ roles }) =>
      roles.some((role) =>
        ((role.object as { rules?: readonly Rule[] | null }).rules ?? []).some(
          ({ apiGroups = [], resources = [], verbs = [] }) =>
            apiGroups.includes('coordination.k8s.io') &&
            (resources.includes('leases') || resources.includes('*')) &&
            (verbs.includes('update') || verbs.includes('patch') || verbs.includes('*')),
        ),
      ),
    );
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

/** Whether it answers requests: of users through a VirtualService, or of the API server through a webhook. */
function isAsked(item: Item, inventory: Inventory): boolean {
  const services = [
    ...inventory.webhooks.map(({ webhook }) => webhook.service),
    ...inventory.items.filter(({ key }) => isVirtualService(key)).flatMap(({ object }) => destinationsOf(object)),
  ];
  return services.some((service) => inventory.behind(service).some(({ key }) => keyText(key) === keyText(item.key)));
}

import { credentialPlaces, isAt } from '../../credentials/credential-places.ts';
import type { Inventory, Item, Workload } from '../../plan/inventory.ts';
import { neededBy } from '../../plan/requirements/pod-template.ts';

/** A database or an object store of the plan: its server, the claims with its data, and the programs that open it. */
export interface Database {
  /** What it holds: clients of a database change its tables, clients of an object store only its files. */
  readonly holds: 'tables' | 'files';
  readonly server: Item;
  readonly claims: readonly string[];
  readonly clients: readonly Item[];
}

/** Databases and object stores by the Secret with their password: the workload that reads it and has volumes is the server, the others that read it are clients. */
export function findDatabases(inventory: Inventory): Database[] {
  return inventory.items.flatMap((secret): Database[] => {
    const holds = heldBehind(secret);
    if (holds === undefined) return [];
    const users = inventory.workloads.filter(
      ({ item, template }) =>
        item.key.namespace === secret.key.namespace &&
        neededBy(template).some(({ kind, name }) => kind === 'Secret' && name === secret.key.name),
    );
    const server = users.find((user) => claimsOf(user).length > 0);
    if (server === undefined) return [];
    return [
      {
        holds,
        server: server.item,
        claims: claimsOf(server),
        clients: users.filter((user) => user !== server).map(({ item }) => item),
      },
    ];
  });
}

/** What is behind the password in a Secret. */
function heldBehind({ key }: Item): Database['holds'] | undefined {
  const names = credentialPlaces.flatMap((place) => (isAt(place, key) ? Object.values(place.values) : []));
  if (names.some((name) => name.endsWith('DatabasePassword'))) return 'tables';
  return names.includes('objectStoreSecretKey') ? 'files' : undefined;
}

/** Names of the claims of a workload; those of a StatefulSet carry its name and the number of the pod. */
function claimsOf({ item, template }: Workload): string[] {
  const named = neededBy(template).flatMap(({ kind, name }) => (kind === 'PersistentVolumeClaim' ? name : []));
  const { volumeClaimTemplates = [] } = (item.object['spec'] ?? {}) as {
    volumeClaimTemplates?: readonly { metadata: { name: string } }[];
  };
  return [...named, ...volumeClaimTemplates.map(({ metadata }) => `${metadata.name}-${item.key.name}-0`)];
}

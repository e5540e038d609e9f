import { credentialPlaces, isAt } from '../../credentials/credential-places.ts';
import type { Inventory, Item, Workload } from '../../plan/inventory.ts';
import { neededBy } from '../../plan/requirements/pod-template.ts';

/** A database of the plan: its server, the claims with its data, and the programs that open it. */
export interface Database {
  readonly server: Item;
  readonly claims: readonly string[];
  readonly clients: readonly Item[];
}

/** Databases by the Secret with their password: the workload that reads it and has volumes is the server, the others that read it are clients. */
export function findDatabases(inventory: Inventory): Database[] {
  const places = credentialPlaces.filter(({ values }) =>
    Object.values(values).some((name) => name.endsWith('DatabasePassword')),
  );
  const secrets = inventory.items.filter(({ key }) => places.some((place) => isAt(place, key)));
  return secrets.flatMap((secret): Database[] => {
    const users = inventory.workloads.filter(
      ({ item, template }) =>
        item.key.namespace === secret.key.namespace &&
        neededBy(template).some(({ kind, name }) => kind === 'Secret' && name === secret.key.name),
    );
    const server = users.find((user) => claimsOf(user).length > 0);
    if (server === undefined) return [];
    return [
      {
        server: server.item,
        claims: claimsOf(server),
        clients: users.filter((user) => user !== server).map(({ item }) => item),
      },
    ];
  });
}

/** Names of the claims of a workload; those of a StatefulSet carry its name and the number of the pod. */
function claimsOf({ item, template }: Workload): string[] {
  const named = neededBy(template).flatMap(({ kind, name }) => (kind === 'PersistentVolumeClaim' ? name : []));
  const { volumeClaimTemplates = [] } = (item.object['spec'] ?? {}) as {
    volumeClaimTemplates?: readonly { metadata: { name: string } }[];
  };
  return [...named, ...volumeClaimTemplates.map(({ metadata }) => `${metadata.name}-${item.key.name}-0`)];
}

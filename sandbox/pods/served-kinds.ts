import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { World } from '../simulation/world.ts';

/** Answers which definitions (`plural.group`) the API server serves. What was served once is asked about again only after its definition has gone. */
export function createServedKinds(
  client: KubernetesClient,
): (definitions: ReadonlySet<string>, world: World) => Promise<ReadonlySet<string>> {
  const served = new Set<string>();

  async function askGroup(group: string): Promise<void> {
    const { versions } = await client
      .request<{ versions: { groupVersion: string }[] }>('GET', `/apis/${group}`)
      .catch(() => ({ versions: [] }));
    const lists = await Promise.all(versions.map(({ groupVersion }) => client.discover(groupVersion).catch(() => [])));
    for (const { plural } of lists.flat()) served.add(`${plural}.${group}`);
  }

  return async (definitions, world) => {
    for (const name of served) if (world.get('crds', name) === undefined) served.delete(name);
    const groups = new Set(
      [...definitions].filter((name) => !served.has(name)).map((name) => name.slice(name.indexOf('.') + 1)),
    );
    await Promise.all([...groups].map(askGroup));
    return served;
  };
}

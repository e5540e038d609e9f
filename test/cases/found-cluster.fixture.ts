import { readYamlDocuments } from '../../src/kubeflow/release/kubernetes-yaml.ts';
import type { ClusterAccess, KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { accessAs, type AccountRule } from '../../src/kubernetes/testing/account.fixture.ts';
import { eventually } from '../patience.fixture.ts';

/** The kind of an object as the cluster serves it; a definition that was just made is waited for. */
export async function typeOf(
  client: KubernetesClient,
  { apiVersion, kind }: { apiVersion: string; kind: string },
): Promise<ResourceType> {
  return eventually(async () => (await client.discover(apiVersion)).find((type) => type.kind === kind));
}

/** Makes the objects of a YAML text one after the other. */
export async function makeObjects(client: KubernetesClient, yaml: string): Promise<void> {
  for (const object of readYamlDocuments(yaml) as (KubernetesObject | null)[]) {
    if (object === null) continue;
    const type = await typeOf(client, object);
    // A kind that was just established, or a namespace whose account is not there yet, refuses for a moment.
    await eventually(() => client.create(type, object));
  }
}

/** The rules of the roles in a YAML text. */
export function rulesIn(yaml: string): AccountRule[] {
  const objects = readYamlDocuments(yaml) as ({ rules?: AccountRule[] } | null)[];
  return objects.flatMap((object) => object?.rules ?? []);
}

/** A client that acts as a ServiceAccount, once the rules that it has in the whole cluster are in force. */
export async function clientAs(
  client: KubernetesClient,
  access: ClusterAccess,
  account: Parameters<typeof accessAs>[2],
): Promise<KubernetesClient> {
  return createKubernetesClient(await accessAs(client, access, account));
}

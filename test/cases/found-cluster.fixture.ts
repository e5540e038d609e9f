import { readYamlDocuments } from '../../src/kubeflow/release/kubernetes-yaml.ts';
import type { ClusterAccess, KubernetesClient } from '../../src/kubernetes/client.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { Secret } from '../../src/secret.ts';
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

/** A client that acts as a ServiceAccount. */
export async function clientAs(
  client: KubernetesClient,
  access: ClusterAccess,
  account: { namespace: string; name: string },
): Promise<KubernetesClient> {
  const path = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`;
  const { status } = await client.request<{ status: { token: string } }>('POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  const { server, certificateAuthority = '' } = access;
  return createKubernetesClient({ server, certificateAuthority, token: async () => new Secret(status.token) });
}

import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { ResourceType } from '../../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { Secret } from '../../src/secret.ts';
import type { PracticeCluster } from './practice-cluster.ts';

const accounts: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  namespaced: true,
};
const roles: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
};
const bindings: ResourceType = { ...roles, kind: 'ClusterRoleBinding', plural: 'clusterrolebindings' };
const apiGroup = 'rbac.authorization.k8s.io';

/** A client with the token of a new ServiceAccount that has these rights in the whole cluster: the rules given, or those of a role that is there. */
export async function clientOfAccount(
  practice: PracticeCluster,
  name: string,
  rights: readonly object[] | 'cluster-admin',
): Promise<KubernetesClient> {
  const { client, cluster } = practice;
  const role = rights === 'cluster-admin' ? rights : name;
  await client.create(accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } });
  if (rights !== 'cluster-admin')
    await client.create(roles, {
      apiVersion: `${apiGroup}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: rights,
    });
  const subjects = [{ kind: 'ServiceAccount', name, namespace: 'default' }];
  await client.create(bindings, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup, kind: 'ClusterRole', name: role },
    subjects,
  });
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
  const { status } = await client.request<{ status: { token: string } }>(
    'POST',
    `/api/v1/namespaces/default/serviceaccounts/${name}/token`,
    request,
  );
  const { server, certificateAuthority = '' } = cluster.access;
  return createKubernetesClient(
    { server, certificateAuthority, token: () => Promise.resolve(new Secret(status.token)) },
    { answerTimeout: 15_000 },
  );
}

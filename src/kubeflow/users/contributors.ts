import { isError } from '../../errors/error.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import type { UsersClient } from './dex-logins.ts';

/** What a contributor may do in somebody else's namespace. */
export const contributorRoles = ['edit', 'view'] as const;
export type ContributorRole = (typeof contributorRoles)[number];

export interface Contributor {
  readonly namespace: string;
  readonly email: string;
  readonly role: string;
}

const roleBindings: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'RoleBinding',
  plural: 'rolebindings',
  namespaced: true,
};
const policies: ResourceType = {
  group: 'security.istio.io',
  version: 'v1',
  kind: 'AuthorizationPolicy',
  plural: 'authorizationpolicies',
  namespaced: true,
};

/** Both objects are those that Kubeflow's own access management makes, so that the dashboard shows and removes them. Source: kubeflow/dashboard, access-management, bindings.go. */
export async function addContributor(
  client: UsersClient,
  { namespace, email, role }: Contributor & { readonly role: ContributorRole },
  signal: AbortSignal,
): Promise<void> {
  const metadata = { name: bindingName(email, role), namespace, annotations: { user: email, role } };
  const principals = [
    'cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account',
    'cluster.local/ns/kubeflow/sa/ml-pipeline-ui',
  ];
  const rule = {
    from: [{ source: { principals } }],
    when: [{ key: 'request.headers[kubeflow-userid]', values: [email] }],
  };
  const objects: readonly [ResourceType, KubernetesObject][] = [
    [
      roleBindings,
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: roleBindings.group, kind: 'ClusterRole', name: `kubeflow-${role}` },
        subjects: [{ apiGroup: roleBindings.group, kind: 'User', name: email }],
      },
    ],
    [policies, { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec: { rules: [rule] } }],
  ];
  for (const [type, object] of objects)
    await client.create(type, object, { signal }).catch((thrown: unknown) => {
      if (!isError(thrown, 'kubernetes.alreadyExists')) throw thrown;
    });
}

/** Everybody who works in a namespace of somebody else. */
export async function listContributors(client: Pick<UsersClient, 'list'>, signal: AbortSignal): Promise<Contributor[]> {
  const found = await client.list<KubernetesObject>(roleBindings, { signal });
  return found.flatMap(({ metadata }) => {
    const { user, role } = metadata.annotations ?? {};
    if (user === undefined || role === undefined || metadata.name === 'namespaceAdmin') return [];
    return [{ namespace: metadata.namespace ?? '', email: user, role }];
  });
}

/** Takes all rights in namespaces of others away. */
export async function removeContributor(
  client: UsersClient,
  email: string,
  signal: AbortSignal,
): Promise<Contributor[]> {
  const mine = (await listContributors(client, signal)).filter((one) => one.email === email);
  for (const { namespace, role } of mine)
    for (const type of [roleBindings, policies])
      await client.delete(type, { namespace, name: bindingName(email, role) }, { signal });
  return mine;
}

function bindingName(email: string, role: string): string {
  return `user-${email}-clusterrole-${role}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

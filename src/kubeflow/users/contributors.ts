import type { z } from 'zod';
import type { contributorRole } from '../../api/contract.ts';
import { isError, MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { profileType } from '../login/read-facts.ts';
import type { UsersClient } from './dex-logins.ts';

export interface Contributor {
  readonly namespace: string;
  readonly email: string;
  readonly role: string;
}

/** A right in a namespace of somebody else. */
export type Contribution = Pick<Contributor, 'namespace'> & { readonly role: z.infer<typeof contributorRole> };

/** Objects with the same annotations by which an owner has the own namespace. Source: kubeflow/dashboard, profile controller. */
const ofOwner: ReadonlySet<string> = new Set(['namespaceAdmin', 'ns-owner-access-istio']);

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
  { namespace, email, role }: Contribution & { readonly email: string },
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
      builtInTypes.roleBinding,
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: builtInTypes.roleBinding.group, kind: 'ClusterRole', name: `kubeflow-${role}` },
        subjects: [{ apiGroup: builtInTypes.roleBinding.group, kind: 'User', name: email }],
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
  const found = await client.list<KubernetesObject>(builtInTypes.roleBinding, { signal });
  return found.flatMap(({ metadata }) => {
    const { user, role } = metadata.annotations ?? {};
    if (user === undefined || role === undefined || ofOwner.has(metadata.name)) return [];
    return [{ namespace: metadata.namespace ?? '', email: user, role }];
  });
}

/**
 * Takes rights in namespaces of others away, all of them unless `only` chooses, whatever their objects are called: people
 * write such bindings by hand too. Letters count as Dex counts them. Returns how many objects it deleted.
 */
export async function removeContributor(
  client: UsersClient,
  email: string,
  signal: AbortSignal,
  only: (right: Omit<Contributor, 'email'>) => boolean = () => true,
): Promise<number> {
  let removed = 0;
  for (const type of [policies, builtInTypes.roleBinding])
    for (const { name, namespace = '', annotations } of await client.listMetadata(type, { signal })) {
      const { user, role } = annotations ?? {};
      if (role === undefined || user?.toLowerCase() !== email.toLowerCase() || ofOwner.has(name)) continue;
      if (only({ namespace, role }) && (await client.delete(type, { namespace, name }, { signal }))) removed += 1;
    }
  return removed;
}

/**
 * Refuses what `addContributor` could not do. Two addresses can have the same object name, since Kubeflow replaces all
 * but letters and digits: the second one would get nothing, and take the rights of the first away when it is removed.
 * @throws `user.profileUnknown`, `user.contributorTaken`
 */
export async function refuseContributions(
  client: UsersClient,
  { email, contributes }: { readonly email: string; readonly contributes: readonly Contribution[] },
  signal: AbortSignal,
): Promise<void> {
  for (const { namespace, role } of contributes) {
    if ((await client.get(profileType, { name: namespace }, { signal })) === undefined)
      throw new MlaError('user.profileUnknown', { profile: namespace });
    const found = await client.get(builtInTypes.roleBinding, { namespace, name: bindingName(email, role) }, { signal });
    const other = found?.metadata.annotations?.['user'];
    if (found !== undefined && other !== email)
      throw new MlaError('user.contributorTaken', { email, namespace, other: other ?? 'nobody that MLAnywhere knows' });
  }
}

function bindingName(email: string, role: string): string {
  return `user-${email}-clusterrole-${role}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

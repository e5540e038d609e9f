import { randomBytes } from 'node:crypto';
import type { KubernetesClient, RequestOptions } from '../client.ts';
import { resourcePath } from '../api/resource-path.ts';
import { builtInTypes } from '../objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../objects/object.ts';

/** Marks the accounts that MLAnywhere made for kubeconfigs; the value is the installation. */
export const issuedLabel = 'mlanywhere.dev/kubeconfig-of';
const expiryAnnotation = 'mlanywhere.dev/expires';
/** Kubeflow's own role for its users, where it is installed; otherwise that of Kubernetes. */
const roles = ['kubeflow-edit', 'edit'];

const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' } as const;
const clusterRoles: ResourceType = { ...rbac, kind: 'ClusterRole', plural: 'clusterroles', namespaced: false };

/** An account of one kubeconfig. */
export interface LimitedAccess {
  /** Name of the ServiceAccount: what revokes it. */
  readonly id: string;
  readonly namespace: string;
  readonly createdAt: string;
  /** When its token ends, as the API server said. */
  readonly expiresAt: string;
}

export interface IssuedAccess extends LimitedAccess {
  readonly token: string;
  /** The ClusterRole that it has in its namespace. */
  readonly role: string;
}

/** Makes an account for one namespace and a token for it. The API server may shorten the lifetime: `expiresAt` is the truth. */
export async function issueLimitedAccess(
  client: KubernetesClient,
  wish: { readonly installation: string; readonly namespace: string; readonly lifetimeSeconds: number },
  request: RequestOptions = {},
): Promise<IssuedAccess> {
  const { installation, namespace, lifetimeSeconds } = wish;
  const id = `mlanywhere-${randomBytes(4).toString('hex')}`;
  const role = await findRole(client, request);
  const labels = { [issuedLabel]: installation };
  const account = await client.create<KubernetesObject>(
    builtInTypes.serviceAccount,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: id, namespace, labels } },
    request,
  );
  try {
    await client.create<KubernetesObject>(
      builtInTypes.roleBinding,
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        // Goes with the account.
        metadata: { name: id, namespace, labels, ownerReferences: [ownerOf(account)] },
        roleRef: { apiGroup: rbac.group, kind: 'ClusterRole', name: role },
        subjects: [{ kind: 'ServiceAccount', name: id, namespace }],
      },
      request,
    );
    const { status } = await client.request<{ status: { token: string; expirationTimestamp: string } }>(
      'POST',
      resourcePath(builtInTypes.serviceAccount, { namespace, name: id, subresource: 'token' }),
      { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: lifetimeSeconds } },
      request,
    );
    const expiresAt = status.expirationTimestamp;
    await client.mergePatch(
      builtInTypes.serviceAccount,
      { namespace, name: id },
      { metadata: { annotations: { [expiryAnnotation]: expiresAt } } },
      request,
    );
    return { id, namespace, role, token: status.token, createdAt: account.metadata.creationTimestamp ?? '', expiresAt };
  } catch (thrown) {
    // Half an account is of no use to anybody.
    await client.delete(builtInTypes.serviceAccount, { namespace, name: id }).catch(() => undefined);
    throw thrown;
  }
}

/** Accounts that were made for an installation, oldest first, expired ones too. */
export async function listLimitedAccess(
  client: KubernetesClient,
  installation: string,
  request: RequestOptions = {},
): Promise<LimitedAccess[]> {
  const found = await client.listMetadata(builtInTypes.serviceAccount, {
    ...request,
    labelSelector: `${issuedLabel}=${installation}`,
  });
  return found
    .map(({ name, namespace = '', creationTimestamp = '', annotations }) => ({
      id: name,
      namespace,
      createdAt: creationTimestamp,
      expiresAt: annotations?.[expiryAnnotation] ?? '',
    }))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Deletes an account of an installation: its token is refused from then on. False when there is none of that name. */
export async function revokeLimitedAccess(
  client: KubernetesClient,
  { installation, id }: { readonly installation: string; readonly id: string },
  request: RequestOptions = {},
): Promise<boolean> {
  const found = (await listLimitedAccess(client, installation, request)).find((one) => one.id === id);
  return (
    found !== undefined && client.delete(builtInTypes.serviceAccount, { namespace: found.namespace, name: id }, request)
  );
}

/** Deletes all accounts of an installation, and gives what they were. */
export async function revokeAllLimitedAccess(
  client: KubernetesClient,
  installation: string,
  request: RequestOptions = {},
): Promise<LimitedAccess[]> {
  const issued = await listLimitedAccess(client, installation, request);
  for (const { namespace, id } of issued)
    await client.delete(builtInTypes.serviceAccount, { namespace, name: id }, request);
  return issued;
}

async function findRole(client: KubernetesClient, request: RequestOptions): Promise<string> {
  for (const name of roles) if ((await client.get(clusterRoles, { name }, request)) !== undefined) return name;
  return 'edit';
}

function ownerOf({ metadata: { name, uid = '' } }: KubernetesObject) {
  return { apiVersion: 'v1', kind: 'ServiceAccount', name, uid };
}

import { Secret } from '../../secret.ts';
import { eventually } from '../../../test/patience.fixture.ts';
import type { ClusterAccess, KubernetesClient } from '../client.ts';

/** A rule of RBAC. */
export interface AccountRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Account {
  readonly namespace: string;
  readonly name: string;
  /** What it has been given: in the whole cluster, or in one namespace. */
  readonly rules: readonly AccountRule[];
  readonly within?: string;
}

/**
 * How a ServiceAccount reaches the cluster, with a new token. The API server learns of a role a moment after it
 * has been made, and refuses until then: this waits for it.
 */
export async function accessAs(
  client: KubernetesClient,
  { server, certificateAuthority = '' }: ClusterAccess,
  account: Account,
): Promise<ClusterAccess> {
  const path = `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`;
  const { status } = await client.request<{ status: { token: string } }>('POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  await untilInForce(client, account);
  return { server, certificateAuthority, token: () => Promise.resolve(new Secret(status.token)) };
}

/** One rule of a role is enough to ask for: the API server learns of all of them at once. */
async function untilInForce(client: KubernetesClient, { namespace, name, rules, within }: Account): Promise<void> {
  const rule = rules.find(({ resources, verbs }) => resources.length > 0 && verbs.length > 0);
  if (rule === undefined) return;
  const [resource, subresource] = (rule.resources[0] ?? '').split('/');
  const resourceAttributes = {
    group: rule.apiGroups[0],
    resource,
    subresource,
    verb: rule.verbs[0],
    name: rule.resourceNames?.[0],
    namespace: within,
  };
  await eventually(async () => {
    const { status } = await client.request<{ status: { allowed: boolean } }>(
      'POST',
      '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: `system:serviceaccount:${namespace}:${name}`, resourceAttributes },
      },
    );
    return status.allowed;
  });
}

import { isError, MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';

/** The user that the API server sees. Undefined before Kubernetes 1.28, which cannot be asked. */
export async function readUserName(client: KubernetesClient, signal: AbortSignal): Promise<string | undefined> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  try {
    const review = await client.request<{ status?: { userInfo?: { username?: string } } }>(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body,
      { signal },
    );
    return review.status?.userInfo?.username;
  } catch (thrown) {
    // This account or version cannot be asked.
    if (isError(thrown, 'kubernetes.notFound', 'kubernetes.kindUnknown', 'kubernetes.forbidden')) return undefined;
    throw thrown;
  }
}

/**
 * Checks that the account may look at the cluster, and says what it may do. Which rights an installation needs depends
 * on its selection, so preflight asks for them; here is only asked whether the
 * account may look at the cluster at all. @throws `platform.noRights`
 */
export async function checkRights(
  client: KubernetesClient,
  user: string | undefined,
  signal: AbortSignal,
): Promise<string> {
  const everything = await review(client, { verb: '*', group: '*', resource: '*' }, signal);
  if (everything.allowed === true) return 'cluster administrator';
  const nodes = await review(client, { verb: 'list', group: '', resource: 'nodes' }, signal);
  if (nodes.allowed === true)
    return 'not a cluster administrator; preflight checks exactly the rights that your selection needs';
  throw new MlaError('platform.noRights', {
    user: user ?? 'This account',
    reason: nodes.reason === undefined || nodes.reason === '' ? 'no rule allows it.' : nodes.reason,
  });
}

async function review(
  client: KubernetesClient,
  resourceAttributes: { readonly verb: string; readonly group: string; readonly resource: string },
  signal: AbortSignal,
): Promise<{ allowed?: boolean; reason?: string }> {
  const { status = {} } = await client.request<{ status?: { allowed?: boolean; reason?: string } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    },
    { signal },
  );
  return status;
}

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

/** Asks whether everything is allowed on everything. @throws `platform.notAdministrator` */
export async function checkAdministrator(
  client: KubernetesClient,
  user: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } },
  };
  const review = await client.request<{ status?: { allowed?: boolean; reason?: string } }>(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body,
    { signal },
  );
  if (review.status?.allowed === true) return;
  throw new MlaError('platform.notAdministrator', {
    user: user ?? 'This account',
    reason: review.status?.reason ?? 'no rule allows it.',
  });
}

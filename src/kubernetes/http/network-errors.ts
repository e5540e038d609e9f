import { MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import { readNetworkFailure, type NetworkFailure } from '../../network/network-failure.ts';
import { TooMuch } from '../../network/read-bounded.ts';
import type { ClusterAccess } from '../client.ts';

const meanings = {
  refused: 'kubernetes.connectionRefused',
  'name-unknown': 'kubernetes.hostUnknown',
  unreachable: 'kubernetes.unreachable',
  'certificate-out-of-date': 'kubernetes.certificateOutOfDate',
  'certificate-for-other-name': 'kubernetes.certificateForOtherName',
  'certificate-untrusted': 'kubernetes.certificateUntrusted',
  'client-certificate-refused': 'kubernetes.clientCertificateRefused',
  'other-protocol': 'kubernetes.notAnApiServer',
  'no-answer': 'kubernetes.noAnswer',
  'proxy-refused': 'kubernetes.proxyRefused',
  broke: 'kubernetes.connectionBroke',
} as const satisfies Record<NetworkFailure, ErrorKey>;

/** What a failed connection means, in plain words. What is not recognised counts as a broken connection. */
export function networkError(
  thrown: unknown,
  access: Pick<ClusterAccess, 'server' | 'proxy' | 'proxyBecause' | 'otherContexts'>,
): MlaError {
  if (thrown instanceof MlaError) return thrown;
  if (thrown instanceof TooMuch)
    return new MlaError(
      'kubernetes.answerTooLarge',
      { server: access.server, reason: thrown.message },
      { cause: thrown },
    );
  const { failure, reason } = readNetworkFailure(thrown);
  const { hostname: host } = new URL(access.server);
  return new MlaError(
    meanings[failure],
    {
      server: access.server,
      host,
      proxy: access.proxy?.shown ?? 'none',
      reason,
      contexts: otherContexts(access),
      because: access.proxyBecause ?? 'No proxy is used.',
    },
    { cause: thrown },
  );
}

/** Where this cluster does not answer, another context of the same kubeconfig may be the one that is meant. */
function otherContexts({ otherContexts: others = [] }: Pick<ClusterAccess, 'otherContexts'>): string {
  return others.length === 0
    ? 'The kubeconfig has no other context.'
    : `Or choose another context of the kubeconfig (\`--context\`): ${others.join(', ')}.`;
}

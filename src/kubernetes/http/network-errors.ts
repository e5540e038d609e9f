import { MlaError } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import { readNetworkFailure, type NetworkFailure } from '../../network/network-failure.ts';
import { TooMuch } from '../../network/read-bounded.ts';
import type { Secret } from '../../secret.ts';
import type { ClusterAccess } from '../client.ts';
import { kubernetesCodes as codes } from '../error-codes.ts';

const meanings: Readonly<Record<NetworkFailure, ErrorCode>> = {
  refused: codes.refused,
  'name-unknown': codes.nameUnknown,
  unreachable: codes.unreachable,
  'certificate-out-of-date': codes.certificateOutOfDate,
  'certificate-for-other-name': codes.certificateForOtherName,
  'certificate-untrusted': codes.certificateUntrusted,
  'client-certificate-refused': codes.clientCertificateRefused,
  'other-protocol': codes.notAnApiServer,
  'no-answer': codes.noAnswer,
  'proxy-refused': codes.proxyRefused,
  broke: codes.connectionBroke,
};

/** What a failed connection means, in plain words. What is not recognised counts as a broken connection. */
export function networkError(
  thrown: unknown,
  access: Pick<ClusterAccess, 'server' | 'proxyUrl' | 'proxyBecause' | 'otherContexts'>,
): MlaError {
  if (thrown instanceof MlaError) return thrown;
  if (thrown instanceof TooMuch)
    return new MlaError(codes.answerTooLarge, { server: access.server, reason: thrown.message }, { cause: thrown });
  const { failure, reason } = readNetworkFailure(thrown);
  const { hostname: host } = new URL(access.server);
  return new MlaError(
    meanings[failure],
    {
      server: access.server,
      host,
      proxy: withoutPassword(access.proxyUrl),
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

function withoutPassword(proxyUrl: Secret | undefined): string {
  if (proxyUrl === undefined) return 'none';
  const url = new URL(proxyUrl.reveal());
  return `${url.protocol}//${url.host}`;
}

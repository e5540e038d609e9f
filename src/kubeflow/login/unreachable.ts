import { isError, MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import { readNetworkFailure, type NetworkFailure } from '../../network/network-failure.ts';

/** Failures that say more than that nobody answers. */
const meanings = {
  'name-unknown': 'login.hostUnknown',
  'certificate-out-of-date': 'login.certificateOutOfDate',
  'certificate-for-other-name': 'login.certificateForOtherName',
  'certificate-untrusted': 'login.certificateUntrusted',
  'other-protocol': 'login.noHttps',
} as const satisfies Partial<Record<NetworkFailure, ErrorKey>>;

/** Why no answer of the gateway came. Over HTTPS its certificate may be the reason; what this machine itself refuses says so already. */
export function unreachable(error: unknown, origin: string): MlaError {
  // A gateway's authority is a private one more often than a proxy inspects what is sent to it.
  const thrown = isError(error, 'general.certificateInspected', 'general.inspectedBesideAuthority')
    ? error.cause
    : error;
  if (thrown instanceof MlaError) return thrown;
  const { hostname: host, protocol } = new URL(origin);
  const { failure, reason: told } = readNetworkFailure(thrown);
  const reason = failure === 'proxy-refused' ? `the proxy of this machine does not lead there: ${told}` : told;
  const key = failure in meanings ? meanings[failure as keyof typeof meanings] : meaningOf(reason);
  const isPlain = protocol === 'http:' && key === 'login.noHttps';
  return new MlaError(isPlain ? 'login.gatewayUnreachable' : key, { origin, host, reason }, { cause: thrown });
}

/** Envoy closes the connection before the handshake where it has no certificate. Source: Envoy, secret discovery. */
function meaningOf(reason: string): 'login.noHttps' | 'login.gatewayUnreachable' {
  return reason.includes('before secure TLS connection') ? 'login.noHttps' : 'login.gatewayUnreachable';
}

import { MlaError } from '../../../errors/error.ts';
import type { ErrorKey } from '../../../errors/registry.ts';
import { PinMismatch } from '../../../network/connect-tls.ts';
import { readNetworkFailure, type NetworkFailure } from '../../../network/network-failure.ts';
import type { ProxyAddress } from '../../../network/proxy/proxy-address.ts';
import { TooMuch } from '../../../network/read-bounded.ts';

const meanings = {
  refused: 'ccp.connectionRefused',
  'name-unknown': 'ccp.hostUnknown',
  unreachable: 'ccp.unreachable',
  'certificate-out-of-date': 'ccp.certificateOutOfDate',
  'certificate-for-other-name': 'ccp.certificateForOtherName',
  'certificate-untrusted': 'ccp.certificateUntrusted',
  'client-certificate-refused': 'ccp.notHttps',
  'other-protocol': 'ccp.notHttps',
  'no-answer': 'ccp.noAnswer',
  'proxy-refused': 'ccp.proxyRefused',
  broke: 'ccp.connectionBroke',
} as const satisfies Record<NetworkFailure, ErrorKey>;

/** After these failures CCP may have acted on the request. After the others it never received it. */
export const unclearFailures: ReadonlySet<ErrorKey> = new Set(['ccp.connectionBroke', 'ccp.noAnswer']);

/** Failures caused by the certificate. */
export const certificateFailures: ReadonlySet<ErrorKey> = new Set([
  'ccp.certificateUntrusted',
  'ccp.certificateForOtherName',
  'ccp.certificateOutOfDate',
]);

export interface FailureContext {
  readonly address: string;
  readonly proxy?: ProxyAddress | undefined;
  readonly because?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** The request, for example `GET /v3/clusters`. */
  readonly request?: string;
  /** The timeout that elapsed. */
  readonly seconds?: number;
}

/** What a failed connection to CCP means, in plain words. What is not recognised counts as a broken connection. */
export function explainNetworkFailure(thrown: unknown, context: FailureContext): MlaError {
  if (thrown instanceof MlaError) return thrown;
  const details = {
    address: context.address,
    host: new URL(context.address).hostname,
    proxy: context.proxy?.shown ?? 'none',
    because: context.because ?? 'No proxy is used.',
    fingerprint: context.fingerprint ?? 'not known',
    request: context.request ?? 'connecting',
    seconds: context.seconds ?? 0,
  };
  if (thrown instanceof TooMuch)
    return new MlaError('ccp.answerTooLarge', { ...details, reason: thrown.message }, { cause: thrown });
  if (thrown instanceof PinMismatch)
    return new MlaError(
      'ccp.fingerprintChanged',
      { ...details, fingerprint: thrown.seen, pinned: thrown.pinned },
      { cause: thrown },
    );
  const { failure, reason } = readNetworkFailure(thrown);
  return new MlaError(meanings[failure], { ...details, reason }, { cause: thrown });
}

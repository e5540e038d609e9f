import { MlaError, type ErrorDetails } from '../../../errors/error.ts';
import type { ErrorCode } from '../../../errors/registry.ts';
import { PinMismatch, ProxyRefusal } from '../../../network/connect-tls.ts';
import { readNetworkFailure, type NetworkFailure } from '../../../network/network-failure.ts';
import { TooMuch } from '../../../network/read-bounded.ts';
import { ccpCodes as codes } from '../error-codes.ts';

const meanings: Readonly<Record<NetworkFailure, ErrorCode>> = {
  refused: codes.refused,
  'name-unknown': codes.nameUnknown,
  unreachable: codes.unreachable,
  'certificate-out-of-date': codes.certificateOutOfDate,
  'certificate-for-other-name': codes.certificateForOtherName,
  'certificate-untrusted': codes.certificateUntrusted,
  'client-certificate-refused': codes.notHttps,
  'other-protocol': codes.notHttps,
  'no-answer': codes.noAnswer,
  'proxy-refused': codes.proxyRefused,
  broke: codes.connectionBroke,
};

/** Failures after which CCP may have acted on the request. After the others it cannot have seen it. */
export const unclearFailures: ReadonlySet<ErrorCode> = new Set([codes.connectionBroke, codes.noAnswer]);

/** Failures of which the cause is the certificate. */
export const certificateFailures: ReadonlySet<ErrorCode> = new Set([
  codes.certificateUntrusted,
  codes.certificateForOtherName,
  codes.certificateOutOfDate,
]);

export interface FailureContext {
  readonly address: string;
  readonly proxy?: URL | undefined;
  readonly because?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** What was asked, for example `GET /v3/clusters`. */
  readonly request?: string;
  /** How long an answer was waited for. */
  readonly seconds?: number;
}

/** What a failed connection to CCP means, in plain words. What is not recognised counts as a broken connection. */
export function explainNetworkFailure(thrown: unknown, context: FailureContext): MlaError {
  if (thrown instanceof MlaError) return thrown;
  const details: ErrorDetails = {
    address: context.address,
    host: new URL(context.address).hostname,
    proxy: context.proxy === undefined ? 'none' : `${context.proxy.protocol}//${context.proxy.host}`,
    because: context.because ?? 'No proxy is used.',
    fingerprint: context.fingerprint ?? 'not known',
    request: context.request ?? 'connecting',
    seconds: context.seconds ?? 0,
  };
  if (thrown instanceof TooMuch)
    return new MlaError(codes.answerTooLarge, { ...details, reason: thrown.message }, { cause: thrown });
  if (thrown instanceof PinMismatch)
    return new MlaError(
      codes.fingerprintChanged,
      { ...details, fingerprint: thrown.seen, pinned: thrown.pinned },
      { cause: thrown },
    );
  if (thrown instanceof ProxyRefusal)
    return new MlaError(codes.proxyRefused, { ...details, reason: thrown.message }, { cause: thrown });
  const { failure, reason } = readNetworkFailure(thrown);
  return new MlaError(meanings[failure], { ...details, reason }, { cause: thrown });
}

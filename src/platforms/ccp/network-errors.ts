import { MlaError, type ErrorDetails } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import { PinMismatch, ProxyRefusal } from '../../network/connect-tls.ts';
import { ccpCodes as codes } from './error-codes.ts';

/** Error codes of Node, OpenSSL and undici, and what each means to a person. Patterns, first match wins. */
const meanings: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^ECONNREFUSED$/, codes.refused],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NONAME)$/, codes.nameUnknown],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|UND_ERR_CONNECT_TIMEOUT)$/, codes.unreachable],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, codes.certificateOutOfDate],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, codes.certificateForOtherName],
  [/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/, codes.certificateUntrusted],
  [/^(ERR_SSL_|EPROTO|HPE_)/, codes.notHttps],
  [/^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|TimeoutError)$/, codes.noAnswer],
];

/** Failures after which CCP may have acted on the request. After the others it cannot have seen it. */
export const unclearFailures: ReadonlySet<ErrorCode> = new Set([codes.connectionBroke, codes.noAnswer]);

/** Failures of which the cause is the certificate. */
export const certificateFailures: ReadonlySet<ErrorCode> = new Set([codes.certificateUntrusted, codes.certificateForOtherName, codes.certificateOutOfDate]);

export interface FailureContext {
  readonly address: string;
  readonly proxy?: URL | undefined;
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
    fingerprint: context.fingerprint ?? 'not known',
    request: context.request ?? 'connecting',
    seconds: context.seconds ?? 0,
  };
  if (thrown instanceof PinMismatch) return new MlaError(codes.fingerprintChanged, { ...details, fingerprint: thrown.seen, pinned: thrown.pinned }, { cause: thrown });
  if (thrown instanceof ProxyRefusal) return new MlaError(codes.proxyRefused, { ...details, reason: thrown.message }, { cause: thrown });
  const { code, message } = innermost(thrown);
  const meaning = meanings.find(([pattern]) => pattern.test(code))?.[1] ?? codes.connectionBroke;
  return new MlaError(meaning, { ...details, reason: plainReason(code, message) }, { cause: thrown });
}

/** The error that has a code: undici and `net` wrap it, the latter in an AggregateError when a name has several addresses. */
function innermost(thrown: unknown): { code: string; message: string } {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) };
  // Of AbortSignal.timeout: a number is its code, its name says what it is.
  if (thrown.name === 'TimeoutError') return { code: thrown.name, message: thrown.message };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return innermost(thrown.errors[0]);
  if (code === '' && thrown.cause instanceof Error) return innermost(thrown.cause);
  return { code, message: thrown.message };
}

function plainReason(code: string, message: string): string {
  const openssl = /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  // Node adds advice to programmers, which is none to the person at the page.
  const words = (openssl ?? message).split('; if the root CA')[0]?.trim().replace(/\.$/, '') ?? '';
  return words === '' ? code || 'no reason given' : words;
}

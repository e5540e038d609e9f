import { MlaError, type ErrorDetails } from '../errors/error.ts';
import type { ErrorCode } from '../errors/registry.ts';
import type { Secret } from '../secret.ts';
import type { ClusterAccess } from './client.ts';
import { kubernetesCodes as codes } from './error-codes.ts';

/** Error codes of Node, OpenSSL and undici, and what each means to a person. Patterns, first match wins. */
const meanings: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^ECONNREFUSED$/, codes.refused],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NONAME)$/, codes.nameUnknown],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|UND_ERR_CONNECT_TIMEOUT)$/, codes.unreachable],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, codes.certificateOutOfDate],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, codes.certificateForOtherName],
  [/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/, codes.certificateUntrusted],
  [/^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/, codes.clientCertificateRefused],
  [/^ERR_OSSL_(X509_KEY_VALUES_MISMATCH|PEM_|EVP_)/, codes.clientCertificateRefused],
  [/^(ERR_SSL_|EPROTO|HPE_)/, codes.notAnApiServer],
  [/^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/, codes.noAnswer],
  [/^(UND_ERR_PRX_TLS|UND_ERR_ABORTED)$/, codes.proxyRefused],
];

/** What a failed connection means, in plain words. What is not recognised counts as a broken connection. */
export function networkError(thrown: unknown, access: Pick<ClusterAccess, 'server' | 'proxyUrl'>): MlaError {
  if (thrown instanceof MlaError) return thrown;
  const { code, message } = innermost(thrown);
  const url = new URL(access.server);
  const details: ErrorDetails = {
    server: access.server,
    host: url.hostname,
    proxy: withoutPassword(access.proxyUrl),
    reason: plainReason(code, message),
  };
  const tunnelled = /Proxy response \((\d+)\)/.exec(message);
  const meaning = tunnelled ? codes.proxyRefused : meanings.find(([pattern]) => pattern.test(code))?.[1];
  return new MlaError(meaning ?? codes.connectionBroke, details, { cause: thrown });
}

/** The error that has a code: undici and `net` wrap it, the latter in an AggregateError when a name has several addresses. */
function innermost(thrown: unknown): { code: string; message: string } {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (thrown instanceof AggregateError && thrown.errors.length > 0 && code === '') return innermost(thrown.errors[0]);
  if (code === '' && thrown.cause instanceof Error) return innermost(thrown.cause);
  return { code, message: thrown.message };
}

function plainReason(code: string, message: string): string {
  const words = message.replace(/^[0-9A-F]+:error:[0-9A-F]+:/, '').replace(/:(\.\.\/)*deps\/openssl.*$/s, '').replace(/; if the root CA is installed locally.*$/s, '').replace(/\.$/, '').trim();
  if (words === '') return code === '' ? 'no reason given' : code;
  return words.includes(code) || code.startsWith('UND_ERR') ? words : `${words} (${code})`;
}

function withoutPassword(proxyUrl: Secret | undefined): string {
  if (proxyUrl === undefined) return 'none';
  const url = new URL(proxyUrl.reveal());
  return `${url.protocol}//${url.host}`;
}

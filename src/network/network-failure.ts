import { ProxyRefusal } from './proxy/proxy-refusal.ts';

/** What failed on the network path to a server. */
export type NetworkFailure =
  | 'refused'
  | 'name-unknown'
  | 'unreachable'
  | 'certificate-out-of-date'
  | 'certificate-for-other-name'
  | 'certificate-untrusted'
  | 'client-certificate-refused'
  | 'other-protocol'
  | 'no-answer'
  | 'proxy-refused'
  | 'broke';

/** Error codes of Node, OpenSSL and undici, and what each means. Patterns, first match wins. */
const meanings: readonly (readonly [RegExp, NetworkFailure])[] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NONAME)$/, 'name-unknown'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|UND_ERR_CONNECT_TIMEOUT)$/, 'unreachable'],
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'certificate-out-of-date'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'certificate-for-other-name'],
  [/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/, 'certificate-untrusted'],
  [/^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/, 'client-certificate-refused'],
  [/^ERR_OSSL_(X509_KEY_VALUES_MISMATCH|PEM_|EVP_)/, 'client-certificate-refused'],
  [/^(ERR_SSL_|EPROTO|HPE_)/, 'other-protocol'],
  [/^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|TimeoutError)$/, 'no-answer'],
  [/^(UND_ERR_PRX_TLS|UND_ERR_ABORTED)$/, 'proxy-refused'],
];

/** The meaning of a failed request, and the reason in few plain words. What is not recognised counts as a broken connection. */
export function readNetworkFailure(thrown: unknown): { readonly failure: NetworkFailure; readonly reason: string } {
  // A failure to reach the proxy is the proxy's, not the server's.
  const refusal = findProxyRefusal(thrown);
  if (refusal !== undefined) return { failure: 'proxy-refused', reason: plainReason('', refusal.message) };
  const { code, message } = innermost(thrown);
  const isTunnelRefused = /Proxy response \((\d+)\)/.test(message);
  const failure = isTunnelRefused
    ? 'proxy-refused'
    : (meanings.find(([pattern]) => pattern.test(code))?.[1] ?? 'broke');
  return { failure, reason: plainReason(code, message) };
}

/** Also where others wrapped it. */
export function findProxyRefusal(thrown: unknown, depth = 0): ProxyRefusal | undefined {
  if (thrown instanceof ProxyRefusal) return thrown;
  return thrown instanceof Error && depth < 8 ? findProxyRefusal(thrown.cause, depth + 1) : undefined;
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
  const openssl = /:(?:SSL|x509 certificate) routines:[^:]*:([^:]+):/.exec(message)?.[1];
  // Removes Node's advice to programmers.
  const words = (openssl ?? message).split('; if the root CA')[0]?.trim().replace(/\.$/, '') ?? '';
  return words === '' ? code || 'no reason given' : words;
}

import { MlaError } from '../../errors/error.ts';
import { readNetworkFailure } from '../../network/network-failure.ts';

interface Thrown {
  readonly code?: unknown;
  /** Of the provider's answer, such as `invalid_grant`. */
  readonly error?: unknown;
  readonly claim?: unknown;
  readonly attribute?: unknown;
  readonly cause?: unknown;
}

/** What the library threw, in our words. Nothing of an answer is quoted but OAuth's own names of errors. */
export function nameOidcError(thrown: unknown, issuer: string): MlaError {
  const chain = chainOf(thrown);
  const known = chain.find((one) => one instanceof MlaError);
  if (known !== undefined) return known;
  const { code, error } = chain[0] ?? {};
  const options = { cause: thrown };
  if (code === challenged) return nameRefusal('invalid_client', issuer, options);
  if (typeof error === 'string') return nameRefusal(error, issuer, options);
  const claim = chain.map((one) => one.claim ?? one.attribute).find((name) => typeof name === 'string');
  if (claim === 'nonce') return new MlaError('oidc.nonceWrong', {}, options);
  if (claim === 'iss' || claim === 'issuer') return new MlaError('oidc.issuerWrong', { issuer }, options);
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return new MlaError('oidc.clockWrong', { issuer }, options);
  if (isDistrust(code)) return new MlaError('oidc.answerNotTrusted', { reason: (thrown as Error).message }, options);
  const reason = notAProvider.has(code)
    ? 'the answer is not that of an OpenID provider'
    : readNetworkFailure(thrown).reason;
  return new MlaError('oidc.unreachable', { issuer, reason }, options);
}

/** The library's code for an answer that asks for other credentials. */
const challenged = 'OAUTH_WWW_AUTHENTICATE_CHALLENGE';
/** Codes of the library for another status or form than expected. */
const notAProvider: ReadonlySet<unknown> = new Set(['OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);

function isDistrust(code: unknown): boolean {
  return typeof code === 'string' && code.startsWith('OAUTH_') && code !== 'OAUTH_TIMEOUT' && !notAProvider.has(code);
}

/** An error that the provider answered with. */
export function nameRefusal(error: string, issuer: string, options?: { readonly cause: unknown }): MlaError {
  if (error === 'invalid_grant') return new MlaError('oidc.codeRefused', {}, options);
  if (error === 'invalid_client' || error === 'unauthorized_client')
    return new MlaError('oidc.clientRefused', { issuer, reason: error }, options);
  // Comes through the browser, so it can be anything.
  const reason = /^[a-z_]{1,40}$/.test(error) ? error : 'an unknown reason';
  return new MlaError('oidc.refused', { issuer, reason }, options);
}

function chainOf(thrown: unknown): Thrown[] {
  const chain: Thrown[] = [];
  let next = thrown;
  for (; typeof next === 'object' && next !== null && chain.length < 6; next = (next as Thrown).cause) chain.push(next);
  return chain;
}

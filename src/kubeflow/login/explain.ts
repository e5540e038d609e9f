import { MlaError } from '../../errors/error.ts';
import type { LoginAnswer } from './connection.ts';
import type { LoginFacts } from './facts.ts';

/** Where an answer came. */
export interface Place {
  readonly origin: string;
  /** Without the query: it can hold codes. */
  readonly path: string;
  /** Who answers at the path. */
  readonly program: string;
  readonly facts: LoginFacts;
}

/** Envoy's words for a request that policies refuse. Source: Istio. */
const denied = 'RBAC: access denied';

/** Refusals that every station can meet, from the gateway itself. Undefined where the answer is none of these. */
export function gatewayRefusal({ status, body }: LoginAnswer, place: Place): MlaError | undefined {
  const { origin, path, program, facts } = place;
  if (status === 401 && body.startsWith('Jwt ')) return tokenRefusal(body.trim(), { origin, facts });
  if (status === 403 && body.trim() === denied) return new MlaError('login.accessDenied', { path });
  if (status === 403 && body === '') return new MlaError('login.checkSilent', { path });
  if (status === 404 && body === '') return new MlaError('login.noRoute', { path });
  if (status === 502 || status === 503 || status === 504)
    return new MlaError('login.programSilent', { program, status });
  return undefined;
}

/** Envoy says why it does not take a token. Source: Envoy, jwt_verify_lib, status messages. */
function tokenRefusal(reason: string, { origin, facts }: { origin: string; facts: LoginFacts }): MlaError {
  if (reason === 'Jwt is expired') return new MlaError('login.sessionExpired', { origin });
  const { dexIssuer, gatewayIssuers } = facts;
  if (dexIssuer !== undefined && gatewayIssuers !== undefined && !gatewayIssuers.includes(dexIssuer))
    return issuerMismatch(dexIssuer, 'the gateway (RequestAuthentication)', gatewayIssuers.join(', ') || 'none');
  return new MlaError('login.tokenRefused', { reason });
}

/** What Dex's own pages say. Source: Dex, server/oauth2.go. */
export function dexRefusal({ body }: LoginAnswer): MlaError | undefined {
  const text = unescaped(body);
  const [, address] = /Unregistered redirect_uri \("([^"]*)"\)/.exec(text) ?? [];
  if (address !== undefined) return new MlaError('login.redirectUnregistered', { address });
  const [, client] = /Invalid client_id \("([^"]*)"\)/.exec(text) ?? [];
  return client === undefined ? undefined : new MlaError('login.clientUnknown', { client });
}

/** Dex does not tell a wrong password from an unknown user; its settings do. */
export function passwordRefusal(email: string, { emails }: LoginFacts): MlaError {
  const isKnown = emails?.some((one) => one.toLowerCase() === email.toLowerCase()) ?? true;
  return new MlaError(isKnown ? 'login.wrongPassword' : 'login.userUnknown', { email });
}

/** OAuth2 Proxy tells the reason to its log only; the settings of both programs may tell it too. */
export function callbackRefusal(status: number, facts: LoginFacts): MlaError {
  const { dexIssuer, proxyIssuer, sameSecret } = facts;
  if (sameSecret === false) return new MlaError('login.secretMismatch');
  if (dexIssuer !== undefined && proxyIssuer !== undefined && dexIssuer !== proxyIssuer)
    return issuerMismatch(dexIssuer, 'OAuth2 Proxy', proxyIssuer);
  return new MlaError('login.callbackRefused', { status });
}

/** Nobody's namespace: perhaps somebody's whose address is written in other letters. */
export function namespaceMissing(user: string, { profiles = [] }: LoginFacts): MlaError {
  const other = profiles.find(({ owner }) => owner !== user && owner.toLowerCase() === user.toLowerCase());
  return other === undefined
    ? new MlaError('login.noNamespace', { user })
    : new MlaError('login.ownerDiffers', { user, owner: other.owner, profile: other.name });
}

function issuerMismatch(issuer: string, program: string, expected: string): MlaError {
  return new MlaError('login.issuerMismatch', { issuer, program, expected });
}

/** The few entities that Go's templates and ours write. */
export function unescaped(html: string): string {
  return html
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

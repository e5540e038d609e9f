import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { resolveService, type Programs } from '../service-network.fixture.ts';
import { specsOf } from '../login-objects.fixture.ts';

interface JwtRule {
  readonly issuer: string;
  readonly jwksUri?: string;
  readonly fromHeaders?: readonly { readonly name: string; readonly prefix?: string }[];
  readonly outputClaimToHeaders?: readonly { readonly claim: string; readonly header: string }[];
}

/** What Envoy's JWT filter makes of a request: who asks, and headers for the program; or its refusal. */
export type Authentication =
  | { readonly principal?: string; readonly headers: Readonly<Record<string, string | undefined>> }
  | { readonly refusal: string };

/** Envoy forgives this much. Source: Envoy, JwtProvider.clock_skew_seconds. */
const skewSeconds = 60;

/** Plays the RequestAuthentications of the gateway, with the keys of the issuer as istiod reads them. */
export async function authenticate(
  headers: Readonly<Record<string, string>>,
  given: {
    readonly objects: readonly KubernetesObject[];
    readonly programs: Programs;
    /** Seconds since 1970, as the gateway's machine has them. */
    readonly now: number;
  },
): Promise<Authentication> {
  const rules = specsOf<{ jwtRules?: readonly JwtRule[] }>(given.objects, 'RequestAuthentication')
    .filter(({ metadata }) => metadata.namespace === 'istio-system')
    .flatMap(({ spec }) => spec.jwtRules ?? []);
  // Nobody but the filter itself says who somebody is.
  const claimed = Object.fromEntries(
    rules.flatMap(({ outputClaimToHeaders = [] }) => outputClaimToHeaders.map(({ header }) => [header, undefined])),
  ) as Record<string, undefined>;
  const token = tokenIn(headers, rules);
  if (token === undefined) return { headers: claimed };
  const parts = token.split('.');
  const payload = readPart(parts[1]);
  if (parts.length !== 3 || payload === undefined)
    return { refusal: 'Jwt is not in the form of Header.Payload.Signature' };
  const rule = rules.find(({ issuer }) => issuer === payload['iss']);
  if (rule === undefined) return { refusal: 'Jwt issuer is not configured' };
  const untimely = timeRefusal(payload, given.now);
  if (untimely !== undefined) return { refusal: untimely };
  const keys = await keysOf(rule, given);
  if (keys === undefined) return { refusal: 'Jwks remote fetch is failed' };
  if (!isSignedBy(parts as [string, string, string], keys)) return { refusal: 'Jwt verification fails' };
  const named = (rule.outputClaimToHeaders ?? []).map(({ claim, header }) => [header, textOf(payload[claim])]);
  return {
    principal: `${rule.issuer}/${textOf(payload['sub']) ?? ''}`,
    headers: { ...claimed, ...(Object.fromEntries(named) as Record<string, string | undefined>) },
  };
}

function timeRefusal({ exp, nbf }: Record<string, unknown>, now: number): string | undefined {
  if (typeof exp === 'number' && exp + skewSeconds < now) return 'Jwt is expired';
  return typeof nbf === 'number' && nbf > now + skewSeconds ? 'Jwt not yet valid' : undefined;
}

function tokenIn(headers: Readonly<Record<string, string>>, rules: readonly JwtRule[]): string | undefined {
  const places = rules.flatMap(({ fromHeaders = [{ name: 'Authorization', prefix: 'Bearer ' }] }) => fromHeaders);
  for (const { name, prefix = '' } of places) {
    const value = headers[name.toLowerCase()];
    if (value?.startsWith(prefix) === true) return value.slice(prefix.length);
  }
  return undefined;
}

/** Where a rule names no keys, istiod asks the issuer itself where they are. */
async function keysOf(
  { issuer, jwksUri }: JwtRule,
  { objects, programs }: { readonly objects: readonly KubernetesObject[]; readonly programs: Programs },
): Promise<JsonWebKey[] | undefined> {
  const read = async <T>(address: string): Promise<T | undefined> => {
    const url = new URL(address);
    const found = resolveService(objects, programs, { host: url.hostname, port: Number(url.port || 80) });
    if (found === undefined) return undefined;
    const answer = await fetch(`http://127.0.0.1:${found.port}${url.pathname}`).catch(() => undefined);
    return answer?.ok === true ? ((await answer.json()) as T) : undefined;
  };
  if (jwksUri !== undefined) return (await read<{ keys: JsonWebKey[] }>(jwksUri))?.keys;
  const found = (await read<{ jwks_uri: string }>(`${issuer}/.well-known/openid-configuration`))?.jwks_uri;
  if (found === undefined) return undefined;
  // What plays Dex answers with the address that it was asked by; Dex answers with its issuer's.
  return (await read<{ keys: JsonWebKey[] }>(new URL(new URL(found).pathname, issuer).href))?.keys;
}

/** Whether one of the keys signed a token, given in its parts. */
export function isSignedBy([head, body, signature]: [string, string, string], keys: readonly JsonWebKey[]): boolean {
  const { alg, kid } = (readPart(head) ?? {}) as { alg?: string; kid?: string };
  if (alg !== 'RS256') return false;
  return keys
    .filter((key) => key['kid'] === kid)
    .some((key) =>
      verify(
        'RSA-SHA256',
        Buffer.from(`${head}.${body}`),
        createPublicKey({ key, format: 'jwk' }),
        Buffer.from(signature, 'base64url'),
      ),
    );
}

/** The JSON in a part of a token. */
export function readPart(part = ''): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function textOf(claim: unknown): string | undefined {
  if (Array.isArray(claim)) return claim.join(',');
  return typeof claim === 'string' ? claim : undefined;
}

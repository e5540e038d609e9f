import { isError } from '../../errors/error.ts';
import type { KubernetesClient, RequestOptions } from '../client.ts';

/** Who signs the tokens of a cluster's service accounts, and how others can check them. */
export interface TokenIssuer {
  /** What the claim `iss` of each token says. */
  readonly issuer: string;
  /** Address of the keys; undefined where only the issuer's own discovery names it. */
  readonly keysAddress: string | undefined;
  /** The keys that the API server gives out, as a JSON Web Key Set. */
  readonly keys: string;
  /** Whether anyone on the internet can read the keys at the issuer's address. */
  readonly isPublic: boolean;
}

/** Issuers that publish their keys: EKS, GKE, and AKS with its OIDC issuer switched on. */
const publicIssuers = [
  /^oidc[.-]eks\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$/,
  /^container\.googleapis\.com$/,
  /^[a-z0-9-]+\.oic\.[a-z0-9.-]*azure\.(com|us|cn)$/,
];

/**
 * The token issuer of a cluster, as its API server describes it. Undefined
 * where the server has no such description. Throws as the client does, for
 * example where the account may not read it.
 */
export async function readTokenIssuer(
  client: KubernetesClient,
  options: RequestOptions = {},
): Promise<TokenIssuer | undefined> {
  try {
    const [{ issuer, jwks_uri: address }, keys] = await Promise.all([
      client.request<{ issuer?: string; jwks_uri?: string }>(
        'GET',
        '/.well-known/openid-configuration',
        undefined,
        options,
      ),
      client.request<object>('GET', '/openid/v1/jwks', undefined, { ...options, accept: 'application/jwk-set+json' }),
    ]);
    return issuer === undefined ? undefined : describeIssuer({ issuer, address, keys: JSON.stringify(keys) });
  } catch (thrown) {
    if (isError(thrown, 'kubernetes.notFound', 'kubernetes.kindUnknown')) return undefined;
    throw thrown;
  }
}

/**
 * The address of the keys counts only at the issuer's own host: EKS and GKE
 * give the private address of the API server here, and its keys are not all that the issuer signs with.
 */
export function describeIssuer(given: { issuer: string; address: string | undefined; keys: string }): TokenIssuer {
  const { issuer, address, keys } = given;
  const host = hostOf(issuer);
  const isPublic = host !== undefined && publicIssuers.some((pattern) => pattern.test(host));
  return {
    issuer,
    keysAddress: isPublic && address !== undefined && hostOf(address) === host ? address : undefined,
    keys,
    isPublic,
  };
}

function hostOf(address: string): string | undefined {
  const url = URL.parse(address);
  return url?.protocol === 'https:' ? url.hostname : undefined;
}

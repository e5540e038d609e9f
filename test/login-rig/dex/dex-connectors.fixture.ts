import type { JsonWebKey } from 'node:crypto';
import { isSignedBy, readPart } from '../gateway/tokens.fixture.ts';

/** A connector of type `oidc` as Dex reads it. Source: dex, connector/oidc/oidc.go. */
export interface OidcConnector {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly config: {
    readonly issuer: string;
    readonly clientID: string;
    readonly clientSecret: string;
    readonly redirectURI: string;
    readonly scopes?: readonly string[];
    readonly userNameKey?: string;
    readonly claimMapping?: { readonly email?: string };
    readonly overrideClaimMapping?: boolean;
    readonly getUserInfo?: boolean;
    readonly insecureSkipEmailVerified?: boolean;
  };
}

const known = new Set([
  'issuer',
  'clientID',
  'clientSecret',
  'redirectURI',
  'scopes',
  'userNameKey',
  'claimMapping',
  'overrideClaimMapping',
  'getUserInfo',
  'insecureSkipEmailVerified',
]);

/** Reads a connector: variables are put into the JSON of its settings. Source: dex, cmd/dex/config.go. */
export function readConnector(entry: unknown, environment: Readonly<Record<string, string>>): OidcConnector {
  const { config, ...rest } = entry as OidcConnector;
  if (rest.type !== 'oidc') throw new Error(`the connector type ${rest.type} is not played`);
  const unplayed = Object.keys(config).find((name) => !known.has(name));
  if (unplayed !== undefined) throw new Error(`the connector setting ${unplayed} is not played`);
  const text = JSON.stringify(config).replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, braced: string | undefined, plain: string) => environment[braced ?? plain] ?? '',
  );
  return { ...rest, config: JSON.parse(text) as OidcConnector['config'] };
}

/** A connector that is ready: Dex asks the provider once, when it opens the connector. */
export interface OpenConnector {
  /** Where a browser goes to log in. */
  loginAddress(callback: string, state: string): string;
  /** Who came back with this answer. Throws as Dex refuses. */
  identify(answer: URLSearchParams): Promise<Readonly<Record<string, unknown>>>;
}

interface Discovery {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly jwks_uri: string;
  readonly userinfo_endpoint: string;
}

/** Opens a connector. Throws where the provider does not answer, or calls itself otherwise. */
export async function openConnector({ config }: OidcConnector): Promise<OpenConnector> {
  const { issuer, clientID, clientSecret, redirectURI, scopes = ['profile', 'email'] } = config;
  const found = await readJson<Discovery>(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (found.issuer !== issuer)
    throw new Error(
      `oidc: issuer did not match the issuer returned by provider, expected ${issuer} got ${found.issuer}`,
    );
  const basic = Buffer.from([clientID, clientSecret].map(encodeURIComponent).join(':')).toString('base64');
  return {
    loginAddress: (callback, state) => {
      if (callback !== redirectURI)
        throw new Error(`expected callback URL ${callback} did not match the URL in the config ${redirectURI}`);
      const scope = ['openid', ...scopes].join(' ');
      const query = { client_id: clientID, redirect_uri: redirectURI, response_type: 'code', scope, state };
      return `${found.authorization_endpoint}?${new URLSearchParams(query).toString()}`;
    },
    identify: async (answer) => {
      if (answer.has('error'))
        throw new Error(`${answer.get('error') ?? ''}: ${answer.get('error_description') ?? ''}`);
      const body = { grant_type: 'authorization_code', code: answer.get('code') ?? '', redirect_uri: redirectURI };
      const token = await readJson<{ id_token?: string; access_token: string }>(found.token_endpoint, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(body).toString(),
      });
      const claims = await verified(token.id_token ?? '', { found, clientID });
      const more =
        config.getUserInfo === true
          ? await readJson<object>(found.userinfo_endpoint, {
              headers: { authorization: `Bearer ${token.access_token}` },
            })
          : {};
      return identityOf({ ...claims, ...more }, { config, scopes });
    },
  };
}

async function verified(
  token: string,
  { found, clientID }: { found: Discovery; clientID: string },
): Promise<Record<string, unknown>> {
  const parts = token.split('.') as [string, string, string];
  const claims = readPart(parts[1]);
  const { keys } = await readJson<{ keys: JsonWebKey[] }>(found.jwks_uri);
  if (claims === undefined || !isSignedBy(parts, keys)) throw new Error('oidc: failed to verify ID Token');
  if (claims['iss'] !== found.issuer || claims['aud'] !== clientID)
    throw new Error('oidc: ID Token is for somebody else');
  return claims;
}

/** What Dex takes of the claims. */
function identityOf(
  claims: Record<string, unknown>,
  { config, scopes }: Pick<OidcConnector, 'config'> & { readonly scopes: readonly string[] },
): Record<string, unknown> {
  const nameKey = config.userNameKey ?? 'name';
  if (typeof claims[nameKey] !== 'string') throw new Error(`missing "${nameKey}" claim`);
  const own = config.claimMapping?.email;
  const emailKey =
    own !== undefined && (config.overrideClaimMapping === true || claims['email'] === undefined) ? own : 'email';
  const asksEmail = scopes.includes('email');
  if (typeof claims[emailKey] !== 'string' && asksEmail)
    throw new Error(`missing email claim, not found "${emailKey}" key`);
  let isVerified = claims['email_verified'];
  if (typeof isVerified !== 'boolean') {
    if (config.insecureSkipEmailVerified !== true && asksEmail) throw new Error('missing "email_verified" claim');
    isVerified = config.insecureSkipEmailVerified === true;
  }
  return {
    sub: String(claims['sub']),
    name: claims[nameKey],
    email: claims[emailKey],
    email_verified: isVerified,
    groups: [],
  };
}

async function readJson<T>(address: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(address, init);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

import Provider, { type Context } from 'oidc-provider';
import type { DexSettings } from './dex-settings.fixture.ts';

/** Stands before a relative address, which Dex allows and `oidc-provider` does not. */
export const relativeHost = 'http://relative.invalid';

/** An address as `oidc-provider` has it. */
export function absolute(address: string): string {
  return address.startsWith('/') ? relativeHost + address : address;
}

const day = 86_400;

/** The certified provider with Dex's endpoints, clients, scopes and claims. `guests`: who came through connectors, with their claims. */
export function makeProvider(
  { issuer, clients, users, tokenSeconds }: DexSettings,
  keys: readonly object[],
  guests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Provider {
  const prefix = new URL(issuer).pathname;
  const provider: Provider = new Provider(issuer, {
    clients: clients.map(({ id, secret, redirectURIs }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: redirectURIs.map(absolute),
      grant_types: ['authorization_code', 'refresh_token'],
    })),
    jwks: { keys },
    routes: { authorization: '/auth', token: '/token', jwks: '/keys', userinfo: '/userinfo' },
    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username'],
      groups: ['groups'],
    },
    // Dex has what was asked for in the ID token.
    conformIdTokenClaims: false,
    extraParams: ['connector_id'],
    pkce: { required: () => false },
    cookies: { keys: ['only-of-this-process'] },
    features: { devInteractions: { enabled: false } },
    // Dex has no cookies of its own; those of the provider live long, so that a wrong clock does not end them.
    ttl: { IdToken: tokenSeconds, AccessToken: tokenSeconds, Grant: tokenSeconds, Session: day, Interaction: day },
    interactions: {
      url: (_: unknown, { uid, params }: { uid: string; params: { connector_id?: string } }) =>
        `${prefix}/auth/${params.connector_id ?? 'local'}/login?back=&state=${uid}`,
    },
    findAccount: (_: unknown, id: string) => {
      const guest = guests.get(id);
      if (guest !== undefined) return { accountId: id, claims: () => guest };
      const user = users.get(id);
      return (
        user && {
          accountId: id,
          claims: () => ({
            sub: user.userID,
            email: user.email,
            email_verified: true,
            name: user.username,
            groups: [],
          }),
        }
      );
    },
    // `skipApprovalScreen`: logging in is consent.
    loadExistingGrant: async ({ oidc: { client, session, params } }: Context) => {
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope(params.scope);
      await grant.save();
      return grant;
    },
  });
  return provider;
}

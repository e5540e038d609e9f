import type { ClientAuth, Configuration, CustomFetch } from 'openid-client';
import type { OutboundFetch } from '../../network/outbound.ts';
import { nameOidcError } from './name-oidc-error.ts';
import type { LoginSecrets } from './pending-login.ts';
import type { OidcSettings } from './read-oidc-settings.ts';

/** What the provider says about a person. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** One OpenID provider. Throws the errors of `nameOidcError`. */
export interface OidcProvider {
  /** Where the person logs in. */
  loginAddress(secrets: LoginSecrets, redirectUri: string): Promise<string>;
  /** The claims for the code in the provider's answer, which came to `answered`. The ID token's signature, issuer, audience, times and nonce are checked. */
  readClaims(secrets: LoginSecrets, answered: URL): Promise<Claims>;
}

/** Seconds for one answer of the provider. */
const answersWithin = 10;
/** Seconds by which clocks may differ. */
const clocksDiffer = 30;
/** Milliseconds until the provider is asked again for its addresses. */
const discoveryLife = 10 * 60 * 1000;

type Library = typeof import('openid-client');

/** The library marks this as deprecated to make it stand out. Here only an issuer on this machine itself has plain http. */
interface PlainHttp {
  readonly allowInsecureRequests: (configuration: Configuration) => void;
}

export function openOidcProvider(settings: OidcSettings, send: OutboundFetch): OidcProvider {
  let known: { readonly since: number; readonly found: Promise<Configuration> } | undefined;
  const discover = async (library: Library): Promise<Configuration> => {
    if (known === undefined || Date.now() - known.since > discoveryLife)
      known = { since: Date.now(), found: discoverProvider(library, settings, send) };
    const asked = known;
    return asked.found.catch((error: unknown) => {
      if (known === asked) known = undefined;
      throw error;
    });
  };
  const named = async <T>(work: (library: Library, configuration: Configuration) => Promise<T>): Promise<T> => {
    try {
      // Loaded at the first login: most servers have none.
      const library = await import('openid-client');
      return await work(library, await discover(library));
    } catch (thrown) {
      throw nameOidcError(thrown, settings.issuer.href);
    }
  };

  return {
    loginAddress: ({ state, nonce, verifier }, redirectUri) =>
      named(async (library, configuration) => {
        const challenge = await library.calculatePKCECodeChallenge(verifier);
        return library.buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: settings.scopes,
          state,
          nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
        }).href;
      }),

    readClaims: ({ state, nonce, verifier }, answered) =>
      named(async (library, configuration) => {
        const tokens = await library.authorizationCodeGrant(configuration, answered, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims() as Claims;
        const { userinfo_endpoint: more } = configuration.serverMetadata();
        if (more === undefined || [settings.groupsClaim, 'preferred_username'].every((name) => name in claims))
          return claims;
        // Many providers tell these only here.
        const told = await library.fetchUserInfo(configuration, tokens.access_token, claims.sub);
        return { ...told, ...claims };
      }),
  };
}

async function discoverProvider(
  library: Library,
  { issuer, clientId, clientSecret }: OidcSettings,
  send: OutboundFetch,
): Promise<Configuration> {
  const secret = clientSecret?.reveal();
  const plainHttp: PlainHttp = library;
  return library.discovery(
    issuer,
    clientId,
    { [library.clockTolerance]: clocksDiffer },
    secret === undefined ? library.None() : byEither(library, secret),
    {
      [library.customFetch]: fetchBy(send),
      timeout: answersWithin,
      execute: [
        // Also where TLS alone would do.
        library.enableNonRepudiationChecks,
        ...(issuer.protocol === 'http:' ? [plainHttp.allowInsecureRequests] : []),
      ],
    },
  );
}

/** Shows the client's secret as the provider supports it. */
function byEither(library: Library, secret: string): ClientAuth {
  const [basic, post] = [library.ClientSecretBasic(secret), library.ClientSecretPost(secret)];
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** The library's requests over the one network of the product. */
function fetchBy(send: OutboundFetch): CustomFetch {
  return (address, { headers, method, body, signal }) =>
    send(address, {
      headers,
      method: method === 'POST' ? 'POST' : 'GET',
      redirect: 'manual',
      ...(body instanceof URLSearchParams && { body: body.toString() }),
      ...(signal && { signal }),
    });
}

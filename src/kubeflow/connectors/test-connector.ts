import { sayCount } from '../../api/say-count.ts';
import { type MlaError, toMlaError } from '../../errors/error.ts';
import type { ConnectorWish } from '../../installation/login/login.ts';
import type { OutboundFetch } from '../../network/outbound.ts';
import type { Secret } from '../../secret.ts';
import { discover, readDiscovery, readKeys, type Discovery } from './discovery.ts';
import { askThrough, type AskService } from './login-service.ts';
import { tryClientGrant, tryCode, tryRedirect, type Verdict } from './try-credentials.ts';

/** What is asked of a login service, in this order. */
export const connectorChecks = {
  discovery: 'The login service answers',
  endpoints: 'Its address and its endpoints fit',
  redirect: 'It sends people back to Kubeflow',
  credentials: 'It accepts client ID and client secret',
} as const;

export type ConnectorCheckId = keyof typeof connectorChecks;

/** One answer. `unknown`: the login service does not tell. */
export interface ConnectorCheck {
  readonly id: ConnectorCheckId;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'unknown';
  /** What was seen, in a few words; no secret. */
  readonly seen: string;
  readonly error?: MlaError;
}

/** What to test. */
export interface ConnectorTestWish {
  readonly connector: ConnectorWish;
  /** Undefined where nobody gave it yet. */
  readonly secret: Secret | undefined;
  /** Undefined where Kubeflow has no address yet. */
  readonly redirectURI: string | undefined;
}

type Answer = Pick<ConnectorCheck, 'outcome' | 'seen'>;

/** Asks a login service what a login would need of it. Nothing is changed there. */
export async function testConnector(
  wish: ConnectorTestWish,
  { fetch, signal }: { readonly fetch: OutboundFetch; readonly signal: AbortSignal },
): Promise<readonly ConnectorCheck[]> {
  const checks: ConnectorCheck[] = [];
  for (const [id, look] of looksOf(wish, askThrough(fetch, signal))) {
    const title = connectorChecks[id];
    try {
      checks.push({ id, title, ...(await look()) });
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toMlaError(thrown);
      checks.push({ id, title, outcome: 'failed', seen: error.message, error });
      // What follows needs the endpoints.
      if (id === 'discovery' || id === 'endpoints') break;
    }
  }
  return checks;
}

type Looks = readonly (readonly [ConnectorCheckId, () => Promise<Answer>])[];

function looksOf(wish: ConnectorTestWish, ask: AskService): Looks {
  const { connector } = wish;
  switch (connector.type) {
    case 'oidc':
      return openIdLooks({ ...wish, issuer: connector.issuer ?? '' }, ask);
    // Source: Dex, connector/google.
    case 'google':
      return openIdLooks({ ...wish, issuer: 'https://accounts.google.com' }, ask);
    case 'microsoft':
      return microsoftLooks(wish, ask);
    case 'github':
      return githubLooks(wish, ask);
  }
}

function openIdLooks(wish: ConnectorTestWish & { readonly issuer: string }, ask: AskService): Looks {
  const { connector, issuer, redirectURI } = wish;
  let document: Readonly<Record<string, unknown>> = {};
  let found: Discovery | undefined;
  const endpoints = (): Discovery => (found ??= readDiscovery(document, issuer));
  return [
    [
      'discovery',
      async () => {
        document = await discover(ask, issuer);
        return passed(`an OpenID provider at ${issuer}`);
      },
    ],
    ['endpoints', async () => passed(`tokens are signed with ${sayCount(await readKeys(ask, endpoints()), 'key')}`)],
    [
      'redirect',
      async () =>
        redirectURI === undefined
          ? unknown('Kubeflow has no address yet')
          : told(await tryRedirect(ask, endpoints().authorization, { wish: connector, redirectURI }), redirectURI),
    ],
    ['credentials', () => credentials(wish, (client) => tryCode(ask, tokenOf(endpoints()), client))],
  ];
}

/** As Dex does: Basic, unless the provider offers only the other way. */
function tokenOf({ token, methods }: Discovery): Parameters<typeof tryCode>[1] {
  const basic = methods.includes('client_secret_basic') || !methods.includes('client_secret_post');
  return { address: token, method: basic ? 'basic' : 'post' };
}

/** Entra ID tells wrong redirect URIs only to people that are logged in. Source: Microsoft identity platform. */
function microsoftLooks(wish: ConnectorTestWish, ask: AskService): Looks {
  const tenant = `https://login.microsoftonline.com/${wish.connector.tenant ?? ''}`;
  return [
    [
      'discovery',
      async () => {
        const { issuer } = await discover(ask, `${tenant}/v2.0`);
        return passed(`the tenant ${String(issuer).slice(0, 300)}`);
      },
    ],
    ['credentials', () => credentials(wish, (client) => tryClientGrant(ask, `${tenant}/oauth2/v2.0/token`, client))],
  ];
}

/** Source: GitHub, authorizing OAuth apps. */
function githubLooks(wish: ConnectorTestWish, ask: AskService): Looks {
  const address = `https://${wish.connector.host ?? 'github.com'}/login/oauth/access_token`;
  return [['credentials', () => credentials(wish, (client) => tryCode(ask, { address, method: 'post' }, client))]];
}

async function credentials(
  { connector, secret, redirectURI }: ConnectorTestWish,
  attempt: (client: Parameters<typeof tryCode>[2]) => Promise<Verdict>,
): Promise<Answer> {
  if (secret === undefined) return unknown('the client secret is not stored yet');
  const verdict = await attempt({ wish: connector, secret, redirectURI });
  return told(verdict, `the client ${connector.clientID}`);
}

const passed = (seen: string): Answer => ({ outcome: 'passed', seen });
const unknown = (seen: string): Answer => ({ outcome: 'unknown', seen });
const told = (verdict: Verdict, seen: string): Answer =>
  verdict === 'accepted' ? passed(seen) : unknown('the login service does not tell');

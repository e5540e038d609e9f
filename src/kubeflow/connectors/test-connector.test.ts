import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ExternalProvider,
  startExternalProvider,
} from '../../../test/login-rig/external/external-provider.fixture.ts';
import { connector as connectorSchema } from '../../installation/login/login.ts';
import { createOutbound, type OutboundFetch } from '../../network/outbound.ts';
import { Secret } from '../../secret.ts';
import { testConnector } from './test-connector.ts';

const redirectURI = 'https://kf.example.com/dex/callback';
const client = { id: 'kubeflow', secret: 'a secret: with + and %', redirectURIs: [redirectURI] };

/** The checks of a connector, each in one line. */
async function checksOf(
  wish: object,
  {
    secret = client.secret,
    uri = redirectURI,
    fetch = createOutbound({}).fetch,
  }: {
    readonly secret?: string | undefined;
    readonly uri?: string;
    readonly fetch?: OutboundFetch;
  } = {},
): Promise<string[]> {
  const connector = connectorSchema.parse({
    id: 'company',
    type: 'oidc',
    name: 'Company',
    clientID: client.id,
    ...wish,
  });
  const given = { connector, secret: secret === '' ? undefined : new Secret(secret), redirectURI: uri };
  const checks = await testConnector(given, { fetch, signal: new AbortController().signal });
  expect(JSON.stringify(checks)).not.toContain(client.secret);
  return checks.map(({ id, outcome, error }) => [id, outcome, error?.key].filter(Boolean).join(' '));
}

describe('a real OpenID provider', () => {
  let provider: ExternalProvider;
  beforeAll(async () => {
    provider = await startExternalProvider({ client });
  });
  afterAll(() => provider.stop());

  test('is accepted with its client, secret and redirect URI', async () => {
    expect(await checksOf({ issuer: provider.issuer })).toEqual([
      'discovery passed',
      'endpoints passed',
      'redirect passed',
      'credentials passed',
    ]);
  });

  test('tells a wrong secret, a wrong client and a redirect URI that is not registered', async () => {
    const { issuer } = provider;
    expect(await checksOf({ issuer }, { secret: 'wrong' })).toContain('credentials failed connector.credentialsWrong');
    expect(await checksOf({ issuer, clientID: 'other' })).toContain('credentials failed connector.credentialsWrong');
    expect(await checksOf({ issuer }, { uri: 'https://kf.example.com/other' })).toContain(
      'redirect failed connector.redirectUnregistered',
    );
    expect(await checksOf({ issuer }, { secret: '' })).toContain('credentials unknown');
  });

  test('must be named as it calls itself, and where it is', async () => {
    expect(await checksOf({ issuer: `${provider.issuer}/` })).toEqual([
      'discovery passed',
      'endpoints failed connector.issuerDiffers',
    ]);
    expect(await checksOf({ issuer: `http://127.0.0.1:${provider.port}` })).toEqual([
      'discovery failed connector.noDiscovery',
    ]);
  });
});

test('a login service that is not there is told with the reason', async () => {
  const gone = await startExternalProvider({});
  await gone.stop();
  expect(await checksOf({ issuer: gone.issuer })).toEqual(['discovery failed connector.unreachable']);
});

/** Answers of login services that cannot be asked here, as their documentation has them. */
function answering(
  answers: Readonly<Record<string, (form: URLSearchParams) => readonly [number, object]>>,
): OutboundFetch {
  return async (address, { body = '' } = {}) => {
    const [status, content] = answers[address]?.(new URLSearchParams(body)) ?? [404, {}];
    return new Response(JSON.stringify(content), { status });
  };
}

test('GitHub answers 200 and an error: the code is judged after the client', async () => {
  const fetch = answering({
    'https://github.com/login/oauth/access_token': (form) =>
      form.get('client_secret') === client.secret
        ? [200, { error: 'bad_verification_code' }]
        : [200, { error: 'incorrect_client_credentials' }],
  });
  const wish = { type: 'github' };
  expect(await checksOf(wish, { fetch })).toEqual(['credentials passed']);
  expect(await checksOf(wish, { fetch, secret: 'wrong' })).toEqual(['credentials failed connector.credentialsWrong']);
});

test('Entra ID is asked for a token of the application, since it judges a code before the client', async () => {
  const tenant = 'https://login.microsoftonline.com/example.com';
  const fetch = answering({
    [`${tenant}/v2.0/.well-known/openid-configuration`]: () => [200, { issuer: `${tenant}/v2.0` }],
    [`${tenant}/oauth2/v2.0/token`]: (form) =>
      form.get('grant_type') === 'client_credentials' && form.get('client_secret') === client.secret
        ? [200, { access_token: 'x' }]
        : [401, { error: 'invalid_client', error_description: 'AADSTS7000215' }],
  });
  const wish = { type: 'microsoft', tenant: 'example.com' };
  expect(await checksOf(wish, { fetch })).toEqual(['discovery passed', 'credentials passed']);
  expect(await checksOf(wish, { fetch, secret: 'wrong' })).toContain('credentials failed connector.credentialsWrong');
  expect(await checksOf({ ...wish, tenant: 'none.example' }, { fetch })).toEqual([
    'discovery failed connector.noDiscovery',
  ]);
});

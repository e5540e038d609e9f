import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { access } from '../../src/installation/access/access.ts';
import { type ConnectorWish, login } from '../../src/installation/login/login.ts';
import { redirectUriOf } from '../../src/installation/login/redirect-uri.ts';
import { connectToGateway } from '../../src/kubeflow/login/connection.ts';
import { walkLogin } from '../../src/kubeflow/login/walk-login.ts';
import { Secret } from '../../src/secret.ts';
import { type ExternalProvider, startExternalProvider } from './external/external-provider.fixture.ts';
import { type LoginEnd, logInThrough } from './external/follow-login.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from './login-release.fixture.ts';
import { type LoginRig, startLoginRig } from './login-rig.fixture.ts';

const origin = 'http://kubeflow.test:30080';
const plain = access.parse({ expose: 'nodePort', nodePort: 30_080, host: 'kubeflow.test', tls: { from: 'none' } });
const redirectURI = redirectUriOf(plain) ?? '';
/** Quotes and signs that JSON, YAML and addresses have a meaning for. */
const secret = 'a "secret" \\ with $HOME: & 100 %';

const people = {
  ann: { email: 'ann@example.com', email_verified: true, name: 'Ann' },
  bob: { email: 'Bob@Example.com', email_verified: true, name: 'Bob' },
  unverified: { email: 'ann@example.com', email_verified: false, name: 'Not Ann' },
  silent: { email: 'carl@example.com', name: 'Carl' },
  nameless: { email: 'dora@example.com', email_verified: true },
};

describe.runIf(canLogIn)('A login through an external login service, with the settings that an install sends', () => {
  let provider: ExternalProvider;
  let release: LoginRelease;
  let rig: LoginRig;

  async function releaseWith(more: Partial<ConnectorWish> = {}, given = secret): Promise<LoginRelease> {
    const { issuer } = provider;
    const connector = { id: 'company', type: 'oidc', name: 'Company', clientID: 'kubeflow', issuer, ...more };
    const givenSecrets = { 'connector.company': new Secret(given) };
    return loginRelease({ access: plain, login: login.parse({ connectors: [connector] }), givenSecrets });
  }

  /** Dex starts again with a connector that differs. */
  async function follow({ objects }: LoginRelease): Promise<void> {
    rig.change(objects);
    await rig.restart('dex');
  }

  const profileOf = (name: string, owner: string) => ({
    apiVersion: 'kubeflow.org/v1',
    kind: 'Profile',
    metadata: { name },
    spec: { owner: { kind: 'User', name: owner } },
  });
  const logIn = (person: keyof typeof people): Promise<LoginEnd> =>
    logInThrough('company', person, { origin, port: rig.port });

  beforeAll(async () => {
    provider = await startExternalProvider({ client: { id: 'kubeflow', secret, redirectURIs: [redirectURI] }, people });
    release = await releaseWith();
    rig = await startLoginRig({ objects: release.objects });
  });
  afterAll(async () => {
    await rig.stop();
    await provider.stop();
  });

  test('ends at the dashboard, as the person that the login service names, in the namespace of that address', async () => {
    rig.change([...release.objects, profileOf('ann', 'ann@example.com')]);
    const end = await logIn('ann');
    expect(end.environment, rig.log()).toMatchObject({ user: 'ann@example.com', namespaces: [{ namespace: 'ann' }] });
    expect((await logIn('bob')).environment).toEqual(
      expect.objectContaining({ user: 'Bob@Example.com', namespaces: [] }),
    );
  });

  test('leaves the way with a password as it was', async () => {
    const connection = connectToGateway({ origin, address: { host: '127.0.0.1', port: rig.port } });
    const { email, password } = release;
    const walk = await walkLogin(connection, { email, password }, { facts: {}, signal: new AbortController().signal });
    expect([walk.error, walk.user], rig.log()).toEqual([undefined, email]);
  });

  test('stops where the login service says that the address is not verified, or does not say', async () => {
    const unverified = await logIn('unverified');
    // OAuth2 Proxy refuses what Dex passes on.
    expect([unverified.status, new URL(unverified.url).pathname]).toEqual([500, '/oauth2/callback']);
    const silent = await logIn('silent');
    expect([silent.status, new URL(silent.url).pathname]).toEqual([500, '/dex/callback']);
    const nameless = await logIn('nameless');
    expect([nameless.status, new URL(nameless.url).pathname]).toEqual([500, '/dex/callback']);
    await follow(await releaseWith({ emailVerified: 'assumed' }));
    expect((await logIn('silent')).environment, rig.log()).toMatchObject({ user: 'carl@example.com' });
    expect((await logIn('unverified')).environment).toBeUndefined();
    await follow(await releaseWith({ nameClaim: 'sub', emailClaim: 'sub' }));
    expect((await logIn('nameless')).environment, rig.log()).toMatchObject({ user: 'nameless' });
    await follow(release);
  });

  test('stops at Dex where the client secret is wrong, and nothing tells it', async () => {
    await follow(await releaseWith({}, 'guessed'));
    const end = await logIn('ann');
    expect([end.status, new URL(end.url).pathname, end.environment]).toEqual([500, '/dex/callback', undefined]);
    expect(end.text).not.toContain('guessed');
    await follow(release);
  });

  test('a login service that is down stops its own logins only, and its return needs no restart', async () => {
    const { port } = provider;
    await provider.stop();
    await rig.restart('dex');
    const end = await logIn('ann');
    expect([end.status, end.text]).toEqual([400, expect.stringContaining('Connector failed to initialize')]);
    const connection = connectToGateway({ origin, address: { host: '127.0.0.1', port: rig.port } });
    const { email, password } = release;
    const walk = await walkLogin(connection, { email, password }, { facts: {}, signal: new AbortController().signal });
    expect(walk.error, rig.log()).toBeUndefined();
    provider = await startExternalProvider({
      port,
      client: { id: 'kubeflow', secret, redirectURIs: [redirectURI] },
      people,
    });
    expect((await logIn('ann')).environment, rig.log()).toMatchObject({ user: 'ann@example.com' });
  });
});

test.skipIf(canLogIn)(
  'External logins need the release 26.03.1 (MLA_RELEASE_PATH) and OAuth2 Proxy, built with Go',
  () => {
    expect(canLogIn).toBe(false);
  },
);

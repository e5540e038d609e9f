import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectToGateway, type LoginAnswer, type LoginConnection } from '../../src/kubeflow/login/connection.ts';
import type { LoginWalk } from '../../src/kubeflow/login/hops.ts';
import { readLoginFacts } from '../../src/kubeflow/login/read-facts.ts';
import { walkLogin } from '../../src/kubeflow/login/walk-login.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { Secret } from '../../src/secret.ts';
import { clientOf } from './client-of-objects.fixture.ts';
import { canLogIn, changed, loginRelease, type LoginRelease } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';

/** The names of hops up to the one that failed. */
function failedAt({ hops }: LoginWalk): string | undefined {
  return hops.find(({ state }) => state === 'failed')?.id;
}

describe.runIf(canLogIn)('A login through the real OAuth2 Proxy, with the settings that an install sends', () => {
  let release: LoginRelease;
  let objects: readonly KubernetesObject[];
  let rig: LoginRig;
  let answers: LoginAnswer[];

  beforeAll(async () => {
    release = await loginRelease();
    objects = release.objects;
    rig = await startLoginRig({ objects });
  });
  afterAll(() => rig.stop());

  /** A login, remembering each answer. */
  async function logIn(given: { email?: string; password?: string; origin?: string } = {}): Promise<LoginWalk> {
    const { email = release.email, origin = rig.origin } = given;
    const password = given.password === undefined ? release.password : new Secret(given.password);
    const connection = connectToGateway({ origin, address: { host: '127.0.0.1', port: rig.port } });
    answers = [];
    const remembering: LoginConnection = {
      ...connection,
      send: async (request, signal) => {
        const answer = await connection.send(request, signal);
        answers.push(answer);
        return answer;
      },
    };
    const { signal } = new AbortController();
    const facts = await readLoginFacts(clientOf(objects), signal);
    return walkLogin(remembering, { email, password }, { facts, signal });
  }

  async function change(name: string, how: (text: string) => string, from = release.objects): Promise<void> {
    objects = changed(from, name, how);
    rig.change(objects);
  }

  async function restore(...programs: ('dex' | 'oauth2-proxy')[]): Promise<void> {
    objects = release.objects;
    rig.change(objects);
    for (const program of programs) await rig.restart(program);
  }

  test('reaches the dashboard as the user, in the namespace of the first profile, with cookies for HTTP', async () => {
    const walk = await logIn();
    expect(walk.error, rig.log()).toBeUndefined();
    expect(walk.hops.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'gateway passed',
      'sign-in passed',
      'provider passed',
      'password passed',
      'callback passed',
      'dashboard passed',
      'namespace passed',
    ]);
    expect(walk).toMatchObject({
      user: release.email,
      namespaces: [{ namespace: 'kubeflow-user-example-com', role: 'owner' }],
      warnings: [],
    });
    const session = answers.flatMap(({ cookies }) => cookies).find((one) => one.startsWith('oauth2_proxy_kubeflow='));
    expect(session).toMatch(/; Path=\/;.*; HttpOnly/);
    expect(session).not.toMatch(/Secure/);
  });

  test('takes an address in upper case for the same user', async () => {
    expect(await logIn({ email: release.email.toUpperCase() })).toMatchObject({
      error: undefined,
      user: release.email,
    });
  });

  test('tells a wrong password from an unknown user', async () => {
    const wrong = await logIn({ password: 'not-the-password' });
    expect([failedAt(wrong), wrong.error?.key]).toEqual(['password', 'login.wrongPassword']);
    const unknown = await logIn({ email: 'nobody@example.com' });
    expect([failedAt(unknown), unknown.error?.key]).toEqual(['password', 'login.userUnknown']);
    expect(JSON.stringify([wrong, unknown])).not.toContain('not-the-password');
  });

  test('says when a session is older than its token', async () => {
    rig.passTime(25 * 3600);
    const walk = await logIn();
    rig.passTime(0);
    expect([failedAt(walk), walk.error?.key]).toEqual(['dashboard', 'login.sessionExpired']);
  });

  test('says when policies let everyone in, or nobody', async () => {
    const isLogin = ({ metadata: { name } }: KubernetesObject): boolean => name.startsWith('istio-ingressgateway-');
    rig.change(release.objects.filter((one) => one.kind !== 'AuthorizationPolicy' || !isLogin(one)));
    expect((await logIn()).error?.key).toBe('login.notAsked');
    await change('AuthorizationPolicy kubeflow/dashboard', (text) => text.replace('ns/istio-system', 'ns/elsewhere'));
    const walk = await logIn();
    await restore();
    expect([failedAt(walk), walk.error?.key]).toEqual(['dashboard', 'login.accessDenied']);
  });

  test('says when a profile belongs to the same address in other letters, or to nobody', async () => {
    await change('Profile kubeflow-user-example-com', (text) => text.replace(release.email, 'Someone@example.com'));
    expect((await logIn()).error).toMatchObject({
      key: 'login.ownerDiffers',
      details: { owner: 'Someone@example.com' },
    });
    await change('Profile kubeflow-user-example-com', (text) => text.replace(release.email, 'other@example.com'));
    const walk = await logIn();
    await restore();
    expect([failedAt(walk), walk.error?.key]).toEqual(['namespace', 'login.noNamespace']);
  });

  test('says when the gateway expects another issuer', async () => {
    await change('RequestAuthentication istio-system/dex-jwt', (text) =>
      text.replace('http://dex.auth', 'http://other'),
    );
    const walk = await logIn();
    await restore();
    expect([failedAt(walk), walk.error?.key]).toEqual(['dashboard', 'login.issuerMismatch']);
    expect(walk.error?.message).toContain('the gateway');
  });

  test('says which address Dex does not know, and which issuer OAuth2 Proxy does not expect', async () => {
    await change('ConfigMap auth/dex', (text) => text.replace('/oauth2/callback', '/other/callback'));
    // Dex reads its settings at its start only.
    expect((await logIn()).error).toBeUndefined();
    await rig.restart('dex');
    const redirect = await logIn();
    expect([failedAt(redirect), redirect.error?.message]).toEqual([
      'provider',
      'Dex does not know the address that OAuth2 Proxy wants the answer at: /oauth2/callback.',
    ]);
    await change('ConfigMap auth/dex', (text) => text.replace('http://dex.auth', 'https://kubeflow'));
    await rig.restart('dex');
    const issuer = await logIn();
    expect([failedAt(issuer), issuer.error?.key]).toEqual(['callback', 'login.issuerMismatch']);
    expect(issuer.error?.message).toContain('OAuth2 Proxy');
    await restore('dex');
  });

  test('says when Dex and OAuth2 Proxy have different secrets', async () => {
    await change('Secret auth/dex-oidc-client', (text) =>
      text.replace(/"OIDC_CLIENT_SECRET":"[^"]*"/, '"OIDC_CLIENT_SECRET":"b3RoZXI="'),
    );
    await rig.restart('dex');
    const walk = await logIn();
    await restore('dex');
    expect([failedAt(walk), walk.error?.key]).toEqual(['callback', 'login.secretMismatch']);
  });

  test('a clock that is 10 minutes off is told, and is the cause where tokens live shorter', async () => {
    await rig.restart('dex', { clockAheadSeconds: -600 });
    const walk = await logIn();
    expect(walk).toMatchObject({ error: undefined, warnings: [{ key: 'login.clockWrong' }] });
    expect(walk.warnings[0]?.message).toMatch(/^The clock of Dex is (59|60)\d s behind the clock of this machine\.$/);
    await change('ConfigMap auth/dex', (text) =>
      text.replace('enablePasswordDB', 'expiry: {idTokens: 5m}\\nenablePasswordDB'),
    );
    await rig.restart('dex', { clockAheadSeconds: -600 });
    const short = await logIn();
    await restore('dex');
    expect([failedAt(short), short.error?.key, short.warnings]).toEqual(['callback', 'login.clockWrong', []]);
  });

  test('cookies for HTTPS only are dropped over HTTP, except on localhost', async () => {
    const parameters = objects.find(({ metadata }) => metadata.name.startsWith('oauth2-proxy-parameters-'));
    await change(`ConfigMap oauth2-proxy/${parameters?.metadata.name ?? ''}`, (text) =>
      text.replace('"FORCE_HTTPS":"false"', '"FORCE_HTTPS":"true"'),
    );
    await rig.restart('oauth2-proxy');
    const elsewhere = await logIn({ origin: `http://kubeflow.example:${rig.port}` });
    expect([failedAt(elsewhere), elsewhere.error?.key]).toEqual(['sign-in', 'login.cookieNotKept']);
    expect((await logIn()).error).toBeUndefined();
    expect(answers.flatMap(({ cookies }) => cookies).filter((one) => one.startsWith('oauth2_proxy_kubeflow'))).toEqual(
      expect.arrayContaining([expect.stringMatching(/; Secure/)]),
    );
    await restore('oauth2-proxy');
  });

  test('says which program does not answer', async () => {
    await rig.end('dex');
    const dex = await logIn();
    expect([failedAt(dex), dex.error?.message]).toEqual([
      'provider',
      'The gateway gets no answer from dex (namespace auth) (HTTP 503).',
    ]);
    await rig.end('oauth2-proxy');
    const proxy = await logIn();
    expect([failedAt(proxy), proxy.error?.key]).toEqual(['gateway', 'login.checkSilent']);
    await restore('dex', 'oauth2-proxy');
  });
});

test.skipIf(canLogIn)('Logins need the release 26.03.1 (MLA_RELEASE_PATH) and OAuth2 Proxy, built with Go', () => {
  expect(canLogIn).toBe(false);
});

import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueCertificate, type CertificatePair } from '../../../sandbox/certificates/issue.ts';
import { access, type AccessWish } from '../../../src/installation/access/access.ts';
import { connectToGateway, type LoginAnswer, type LoginConnection } from '../../../src/kubeflow/login/connection.ts';
import type { LoginWalk } from '../../../src/kubeflow/login/hops.ts';
import { walkLogin } from '../../../src/kubeflow/login/walk-login.ts';
import { readAccess } from '../../../src/kubeflow/access/access.ts';
import { toMlaError } from '../../../src/errors/error.ts';
import { lookAtAddress } from '../../../src/kubeflow/verify/address-check.ts';
import type { Finding } from '../../../src/kubeflow/verify/look.ts';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { lookUpLogin } from '../../../src/server/states/login-state.ts';
import type { Found, LookContext } from '../../../src/server/states/look.ts';
import { installationSchema } from '../../../src/installation/installation.ts';
import { createOutbound } from '../../../src/network/outbound.ts';
import { startConnectProxy } from '../../../src/network/testing/connect-proxy.fixture.ts';
import { chooseFreePort } from '../../browser/fixtures/free-port.fixture.ts';
import { clientOf, clientOfGateway } from '../client-of-objects.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from '../login-release.fixture.ts';
import { startLoginRig, type LoginRig } from '../login-rig.fixture.ts';
import { close, listen } from '../service-network.fixture.ts';
import { authoritySecret, host, startFront, withCertificate } from './served-certificate.fixture.ts';

const secure = access.parse({ expose: 'nodePort', nodePort: 30443, host, tls: { from: 'release' } });
const origin = `https://${host}:30443`;

/** The address is another host name and port than the rig's, as behind a node or a load balancer. */
describe.runIf(canLogIn)('A login over HTTPS on a host name, with the settings that an install sends', () => {
  const authority = issueCertificate({ commonName: 'Kubeflow by MLAnywhere' });
  const certified = (more: Partial<Parameters<typeof issueCertificate>[0]> = {}): CertificatePair =>
    issueCertificate({ commonName: host, hosts: [host], days: 90, issuer: authority, ...more });
  const good = certified();
  let release: LoginRelease;
  let rig: LoginRig;
  let answers: LoginAnswer[];
  let tunnels: readonly string[];
  const { signal } = new AbortController();

  beforeAll(async () => {
    release = await loginRelease({ access: secure });
    rig = await startLoginRig({ objects: withCertificate(release.objects, good) });
  });
  afterAll(() => rig.stop());
  beforeEach(() => rig.change(withCertificate(release.objects, good)));

  async function logIn(given: { at?: string; trusts?: string } = {}): Promise<LoginWalk> {
    const { at = origin, trusts = authority.certificate } = given;
    const port = at.startsWith('https:') ? rig.securePort : rig.port;
    const connection = connectToGateway({
      origin: at,
      address: { host: '127.0.0.1', port },
      certificateAuthority: trusts,
    });
    const wish = { email: release.email, password: release.password };
    return walkLogin(remember(connection), wish, { facts: {}, signal });
  }

  function remember(connection: LoginConnection): LoginConnection {
    answers = [];
    return {
      ...connection,
      send: async (request, aborted) => {
        const answer = await connection.send(request, aborted);
        answers.push(answer);
        return answer;
      },
    };
  }

  const failureOf = ({ hops, error }: LoginWalk): unknown[] => [
    hops.find(({ state }) => state === 'failed')?.id,
    error?.key,
    error?.message,
  ];
  const session = (): string =>
    answers.flatMap(({ cookies }) => cookies).find((one) => one.startsWith('oauth2_proxy_kubeflow=')) ?? '';

  /** What `mla verify` says of an address. Names lead to the rig through a proxy, as DNS leads them to a node. */
  async function verifyAddress(
    wished: AccessWish,
    given: { to?: number; direct?: boolean; seconds?: number } = {},
  ): Promise<Finding> {
    const proxy = await startConnectProxy({ to: given.to ?? rig.securePort });
    const way = `http://${proxy.host}`;
    const outbound = createOutbound(given.direct === true ? {} : { HTTPS_PROXY: way, HTTP_PROXY: way });
    const wish = { email: release.email, password: release.password };
    const finding = await lookAtAddress({
      client: clientOf([...release.objects, authoritySecret(authority.certificate)]),
      access: readAccess(wished),
      signal,
      ...(given.seconds !== undefined && { seconds: given.seconds }),
      walkAt: (at, inTime) =>
        walkLogin(remember(connectToGateway({ ...at, outbound })), wish, { facts: {}, signal: inTime }),
    }).catch((thrown: unknown) => ({ seen: '', error: toMlaError(thrown) }));
    tunnels = [...new Set(proxy.tunnels)];
    await proxy.close();
    return finding;
  }

  const serialOf = (certificate: string): string => new X509Certificate(certificate).serialNumber;
  const servedSerial = async (): Promise<string> => serialOf(await rig.servedCertificate(host));

  test('reaches the dashboard; the session cookie is for HTTPS only and no script reads it', async () => {
    const walk = await logIn();
    expect(walk.error, rig.log()).toBeUndefined();
    expect(walk).toMatchObject({ user: release.email, warnings: [] });
    expect(session()).toMatch(/; Path=\/;/);
    expect(session()).toMatch(/; HttpOnly/);
    expect(session()).toMatch(/; Secure/);
    // Left out, browsers take it as Lax: a form of another site sends no session.
    expect(session()).not.toMatch(/; SameSite=None/i);
  });

  test('a forwarded port stays: localhost is not sent to HTTPS', async () => {
    expect((await logIn({ at: rig.origin })).error, rig.log()).toBeUndefined();
    expect(session()).toMatch(/; Secure/);
  });

  test('plain HTTP on the name never comes to a password: its login is sent to HTTPS', async () => {
    const walk = await logIn({ at: `http://${host}` });
    expect(failureOf(walk).slice(0, 2)).toEqual(['sign-in', 'login.otherAddress']);
    expect(answers.at(-1)).toMatchObject({
      status: 301,
      location: expect.stringMatching(`^https://${host}/oauth2/start`) as string,
    });
  });

  test('a renewed certificate counts from the next connection on, and no program starts again', async () => {
    const renewed = certified({ days: 120 });
    expect(await servedSerial()).toBe(serialOf(good.certificate));
    rig.change(withCertificate(release.objects, renewed));
    expect((await logIn()).error).toBeUndefined();
    expect(await servedSerial()).toBe(serialOf(renewed.certificate));
  });

  test.each([
    [
      'an expired certificate',
      (): CertificatePair => certified({ days: -1 }),
      'login.certificateOutOfDate',
      `The certificate of ${origin} is not valid at this time: certificate has expired.`,
    ],
    [
      'a certificate for another name',
      (): CertificatePair => certified({ hosts: ['other.example.com'] }),
      'login.certificateForOtherName',
      /^The certificate at .* is not for kubeflow\.example\.com: .*other\.example\.com\.$/,
    ],
    [
      'a certificate of an unknown authority',
      (): CertificatePair =>
        issueCertificate({ commonName: host, hosts: [host], issuer: issueCertificate({ commonName: 'Nobody' }) }),
      'login.certificateUntrusted',
      /^Browsers do not trust the certificate of https:/,
    ],
    ['no certificate yet', (): undefined => undefined, 'login.noHttps', /^Nothing speaks HTTPS at https:/],
  ] as const)('%s is named, with cause and fix', async (_, certificate, key, message) => {
    rig.change(withCertificate(release.objects, certificate()));
    const before = rig.log();
    const walk = await logIn();
    expect(failureOf(walk)).toEqual(['gateway', key, expect.stringMatching(message) as string]);
    const finding = await verifyAddress(secure);
    expect(finding.error?.message).toMatch(message);
    expect(finding.hops?.map(({ state }) => state)).toEqual(['failed', ...Array<string>(5).fill('skipped')]);
    // No request came through, so no password either.
    expect(rig.log()).toBe(before);
    expect(walk.error?.report()).toMatchObject({
      cause: expect.stringMatching(/\w/) as string,
      fix: expect.stringMatching(/mla access show|kubectl/) as string,
    });
  });

  test('mla verify walks the address of the installation, with the authority that browsers are told to trust', async () => {
    const finding = await verifyAddress(secure);
    expect(finding, rig.log()).toMatchObject({ seen: origin });
    expect(finding.error).toBeUndefined();
    expect(finding.hops?.map(({ id, state }) => `${id} ${state}`)).toEqual(
      ['gateway', 'sign-in', 'provider', 'password', 'callback', 'dashboard'].map((id) => `${id} passed`),
    );
    expect(tunnels).toEqual([`${host}:30443`]);
  });

  describe('the state First user, which the page looks up', () => {
    /** What the server says; `to`: where the name leads for it. */
    async function state(given: { to: number; wished?: AccessWish }): Promise<Found> {
      const namespace = 'kubeflow-user-example-com';
      const named = (kind: string, name: string, more: object = {}): KubernetesObject => ({
        apiVersion: 'v1',
        kind,
        metadata: { name, ...(kind === 'ServiceAccount' && { namespace }) },
        ...more,
      });
      const profile = [
        named('Namespace', namespace, { status: { phase: 'Active' } }),
        named('ServiceAccount', 'default-editor'),
      ];
      const others = release.objects.filter(
        ({ kind, metadata }) => kind !== 'Namespace' || metadata.name !== namespace,
      );
      const objects = [...others, ...profile, authoritySecret(authority.certificate)];
      const proxy = await startConnectProxy({ to: given.to });
      const way = `http://${proxy.host}`;
      const installed = installationSchema.parse({
        apiVersion: 'mlanywhere.dev/v1alpha1',
        kind: 'Installation',
        metadata: { name: 'demo' },
        spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: { access: given.wished ?? secure } },
      });
      const { email, password } = release;
      const installations = {
        loadCredentials: async () => ({ email, password }),
        findInstalled: async () => undefined,
      };
      const parts = { installations, outbound: createOutbound({ HTTPS_PROXY: way, HTTP_PROXY: way }) };
      const context = { parts, installed, client: clientOfGateway(objects, rig.port), simulated: false, signal };
      const found = await lookUpLogin({ ...context, now: () => new Date() } as unknown as LookContext);
      await proxy.close();
      return found;
    }

    test('says that the address asks for the password too, and sends none there', async () => {
      const logins = (): number => rig.log().split('[AuthSuccess]').length;
      const before = logins();
      expect(await state({ to: rig.securePort }), rig.log()).toEqual({
        state: 'good',
        value: 'someone@example.com can log in, and the address asks for the password',
      });
      expect(logins() - before, 'by the forwarded port').toBe(1);
    });

    test('says why the address does not answer, and what to do', async () => {
      rig.change(withCertificate(release.objects, certified({ hosts: ['other.example.com'] })));
      expect(await state({ to: rig.securePort })).toEqual({
        state: 'attention',
        value: 'someone@example.com can log in, but not at the address',
        notes: [
          expect.stringMatching(/^The certificate at https:\S+ is not for kubeflow\.example\.com/) as string,
          expect.stringMatching(/mla access show/) as string,
        ],
      });
      const wished = access.parse({ expose: 'loadBalancer', host });
      expect((await state({ to: rig.securePort, wished })).notes?.[0]).toMatch(/^Kubeflow has no address yet: /);
    });

    test('says nothing of an address where there is none', async () => {
      expect(await state({ to: rig.securePort, wished: access.parse({}) })).toEqual({
        state: 'good',
        value: 'someone@example.com can log in',
      });
    });
  });

  test('an address that takes connections and answers nothing ends the check in time', async () => {
    const silent = createServer();
    const port = await listen(silent);
    const plain = access.parse({ expose: 'nodePort', nodePort: 30080, host, tls: { from: 'none' } });
    const { error } = await verifyAddress(plain, { to: port, seconds: 0.5 });
    await close(silent);
    expect(error).toMatchObject({
      key: 'verify.addressSilent',
      message: `The gateway works, but http://${host}:30080 does not answer: no answer in 0.5 s.`,
    });
  });

  test('a certificate for an address without a name is verified too, without a proxy', async () => {
    rig.change(withCertificate(release.objects, certified({ hosts: ['127.0.0.1'] })));
    const wished: AccessWish = { ...secure, host: '127.0.0.1', nodePort: rig.securePort };
    const finding = await verifyAddress(wished, { direct: true });
    // Dex and OAuth2 Proxy are set up for the name: the way there is what counts.
    expect(finding.hops?.slice(0, 2)).toMatchObject([{ state: 'passed' }, { state: 'passed' }]);
    expect(tunnels).toEqual([]);
  });

  test('a name that nobody knows, a port that nobody listens at, and an address that is not there yet are named', async () => {
    const unknown = await verifyAddress({ ...secure, host: 'kubeflow.invalid' }, { direct: true });
    expect(unknown.error?.report()).toMatchObject({
      code: 'MLA-LOGIN-023',
      message: 'This machine finds no address for kubeflow.invalid.',
      fix: expect.stringMatching(/^Add kubeflow\.invalid to your DNS/) as string,
    });
    const port = await chooseFreePort();
    const closed = await verifyAddress({ ...secure, host: '127.0.0.1', nodePort: port }, { direct: true });
    expect(closed.error).toMatchObject({
      key: 'verify.addressSilent',
      message: `The gateway works, but https://127.0.0.1:${port} does not answer: connect ECONNREFUSED 127.0.0.1:${port}.`,
    });
    const waiting = await verifyAddress(access.parse({ expose: 'loadBalancer', host }));
    expect(waiting.error?.message).toMatch(/^Kubeflow has no address yet: The load balancer has not given an address/);
    expect((await verifyAddress(access.parse({}))).skipped).toMatch(/^the installation has no address of its own/);
  });

  describe('with other settings', () => {
    async function install(wished: AccessWish): Promise<void> {
      const { objects } = await loginRelease({ access: wished });
      rig.change(objects);
      await Promise.all([rig.restart('dex'), rig.restart('oauth2-proxy')]);
    }

    test('plain HTTP on a port of the nodes, by choice: the cookies are for HTTP, and the check says what that means', async () => {
      const plain = access.parse({ expose: 'nodePort', nodePort: 30080, host, tls: { from: 'none' } });
      await install(plain);
      const finding = await verifyAddress(plain, { to: rig.port });
      expect(finding.error, rig.log()).toBeUndefined();
      expect(finding.seen).toMatch(/^http:\/\/kubeflow\.example\.com:30080 Plain HTTP: passwords and sessions travel/);
      expect(tunnels).toEqual([`${host}:30080`]);
      expect(session()).toMatch(/; Path=\/;.*; HttpOnly/);
      expect(session()).not.toMatch(/; Secure/);
    });

    test('a proxy of yours in front has the certificate: the cookies are for HTTPS only, and nothing goes round in a circle', async () => {
      const external = access.parse({ expose: 'nodePort', nodePort: 30080, host, tls: { from: 'external' } });
      await install(external);
      await using front = await startFront({ pair: good, to: rig.port });
      const trusting = { ...external, tls: { from: 'release' } } as const;
      // Its authority is known to nobody here, and `external` trusts the system's alone.
      expect((await verifyAddress(external, { to: front.port })).error?.key).toBe('login.certificateUntrusted');
      expect(front.forwarded).toEqual([]);
      const finding = await verifyAddress({ ...trusting, nodePort: 443 }, { to: front.port });
      expect(finding.error, rig.log()).toBeUndefined();
      expect(session()).toMatch(/; HttpOnly/);
      expect(session()).toMatch(/; Secure/);
      expect(front.forwarded.length).toBeGreaterThan(6);
    });
  });
});

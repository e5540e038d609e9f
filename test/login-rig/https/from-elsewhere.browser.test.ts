import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { readDashboardUrl } from '../../../src/server/address/dashboard-url.ts';
import { readBaseUrl } from '../../../src/server/address/read-base-url.ts';
import { addInstallation, clientThatForwardsTo } from '../../../src/server/dashboards/dashboard-browser.fixture.ts';
import { openTestService, type TestService } from '../../../src/server/service.fixture.ts';
import { chromiumPath, followLogin } from '../../browser/fixtures/browser.fixture.ts';
import { chooseFreePort } from '../../browser/fixtures/free-port.fixture.ts';
import { certutil, launchTrustingBrowser, type TrustingBrowser } from './trusting-browser.fixture.ts';
import { canHaveOtherMachine, startOtherMachine, type OtherMachine } from './other-machine.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from '../login-release.fixture.ts';
import { startLoginRig, type LoginRig } from '../login-rig.fixture.ts';

const able = canLogIn && chromiumPath !== undefined && certutil !== undefined && canHaveOtherMachine;

/* Chromium runs in a network of its own, with one link to here. The server listens on that link alone, below a path, with TLS of its own; only the API server between MLAnywhere and the gateway is simulated. */
describe.runIf(able)('A person at another machine, without a tunnel', () => {
  const authority = issueCertificate({ commonName: 'authority of the company' });
  const pair = issueCertificate({
    commonName: 'ml.example.test',
    hosts: ['ml.example.test', '*.dash.example.test'],
    days: 90,
    issuer: authority,
  });
  let elsewhere: OtherMachine;
  let trusting: TrustingBrowser;
  let rig: LoginRig;
  let release: LoginRelease;
  let server: TestService;
  let folder: string;
  let base: string;
  let dashboard: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mla-elsewhere-'));
    const tls = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
    await Promise.all([writeFile(tls.certificate, pair.certificate), writeFile(tls.key, pair.key)]);
    release = await loginRelease();
    elsewhere = await startOtherMachine();
    const address = elsewhere.addressOfThisMachine;
    const port = await chooseFreePort();
    base = `https://ml.example.test:${port}/tools/mla`;
    dashboard = `https://demo.dash.example.test:${port}`;
    const leads = { 'ml.example.test': address, '*.dash.example.test': address };
    [trusting, rig, server] = await Promise.all([
      launchTrustingBrowser({ authority: authority.certificate, leads, command: elsewhere.command }),
      startLoginRig({ objects: release.objects }),
      openTestService({
        host: address,
        port,
        tls,
        baseUrl: readBaseUrl(base, ''),
        dashboardUrl: readDashboardUrl(`https://*.dash.example.test:${port}`, ''),
        webDirectory: resolve(import.meta.dirname, '../../../web/dist'),
        openCluster: () => Promise.resolve(clientThatForwardsTo(() => rig.port)),
        steps: () => [
          {
            name: 'hand-over',
            phase: 'handover',
            title: 'Hand over',
            input: () => null,
            run: ({ tell }) => {
              const data = { dashboard: 'http://localhost:8080', how: 'kubectl port-forward', user: release.email };
              tell({ type: 'access.ready', severity: 'info', message: 'Found.', data });
              return Promise.resolve({});
            },
          },
        ],
      }),
    ]);
    await addInstallation(server, 'demo');
  });
  afterAll(async () => {
    await trusting[Symbol.asyncDispose]();
    await elsewhere[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rig.stop();
    await rm(folder, { recursive: true });
  });

  test('opens a dashboard, logs in to Kubeflow, creates something, and loses it with the login to MLAnywhere', async () => {
    const page = await trusting.browser.newPage();
    const link = server.service.loginLink();
    expect(link.startsWith(`${base}/login#`)).toBe(true);
    await followLogin(page, link);
    expect(page.url()).toBe(`${base}/`);
    await page.goto(`${base}/installations/demo/ready`);
    const [demo] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Open the dashboard' }).click(),
    ]);
    await demo.waitForURL((url) => url.origin === dashboard);
    await demo.getByRole('button', { name: 'Sign in with Dex' }).click();
    await demo.fill('#login', release.email);
    await demo.fill('#password', release.password.reveal());
    await demo.click('#submit-login');
    await demo.waitForURL(`${dashboard}/`);
    expect(await demo.textContent('#user')).toBe(release.email);
    await demo.goto(`${dashboard}/jupyter/`);
    await demo.getByRole('button', { name: 'Create' }).click();
    await demo.getByText(`200 created by ${release.email}`).waitFor();

    const cookies = await page.context().cookies();
    const placeOf = (name: RegExp): unknown =>
      cookies.filter((cookie) => name.test(cookie.name)).map(({ domain, path, secure }) => ({ domain, path, secure }));
    expect(placeOf(/mla_session/)).toEqual([{ domain: 'ml.example.test', path: '/tools/mla/', secure: true }]);
    expect(placeOf(/mla_dashboard/)).toEqual([{ domain: 'demo.dash.example.test', path: '/', secure: true }]);

    await server.client.call('endSessions', {});
    await demo.reload();
    await demo.getByText('MLA-ACCESS-011').waitFor();
    await page.context().close();
  });
});

test.skipIf(canHaveOtherMachine)('A browser elsewhere needs a network of its own, which this user may not make', () => {
  expect(canHaveOtherMachine).toBe(false);
});

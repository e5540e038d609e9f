import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { access } from '../../src/installation/access/access.ts';
import { login } from '../../src/installation/login/login.ts';
import { redirectUriOf } from '../../src/installation/login/redirect-uri.ts';
import { Secret } from '../../src/secret.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { startExternalProvider } from './external/external-provider.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';
import { chromiumPath, launchBrowser } from '../browser/fixtures/browser.fixture.ts';

describe.runIf(canLogIn && chromiumPath !== undefined)(
  'Chromium at the login of Kubeflow, as after a port forward',
  () => {
    let browser: Browser;
    let rig: LoginRig;
    let release: LoginRelease;

    beforeAll(async () => {
      release = await loginRelease();
      [browser, rig] = await Promise.all([launchBrowser(), startLoginRig({ objects: release.objects })]);
    });
    afterAll(async () => {
      await browser.close();
      await rig.stop();
    });

    async function fillIn(page: Page, password: string): Promise<void> {
      await page.fill('#login', release.email.toUpperCase());
      await page.fill('#password', password);
      await page.click('#submit-login');
    }

    test('a person logs in over HTTP, after a wrong password, and out again', async () => {
      const page = await browser.newPage();
      await page.goto(`${rig.origin}/jupyter/`);
      await page.getByRole('button', { name: 'Sign in with Dex' }).click();
      await fillIn(page, 'wrong');
      await page.locator('#login-error').waitFor();
      await fillIn(page, release.password.reveal());
      // Back at the page that was asked for first.
      await page.waitForURL(`${rig.origin}/jupyter/`);
      expect(await page.textContent('#user')).toBe(release.email);
      const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'oauth2_proxy_kubeflow');
      expect(cookie).toMatchObject({ secure: false, httpOnly: true, path: '/', domain: 'localhost' });
      await page.goto(`${rig.origin}/oauth2/sign_out`);
      await page.getByRole('button', { name: 'Sign in with Dex' }).waitFor();
      await page.close();
    });

    test('a person chooses a login service at Dex, logs in there, and comes back to the dashboard', async () => {
      const port = await chooseFreePort();
      // A browser finds names below localhost without DNS.
      const host = 'kubeflow.localhost';
      const plain = access.parse({ expose: 'nodePort', nodePort: port, host, tls: { from: 'none' } });
      const client = { id: 'kubeflow', secret: 'of-tests', redirectURIs: [redirectUriOf(plain) ?? ''] };
      const people = { ann: { email: 'ann@example.com', email_verified: true, name: 'Ann' } };
      const provider = await startExternalProvider({ client, people });
      const { issuer } = provider;
      const company = { id: 'company', type: 'oidc', name: 'Company', clientID: client.id, issuer };
      const { objects } = await loginRelease({
        access: plain,
        login: login.parse({ connectors: [company] }),
        givenSecrets: { 'connector.company': new Secret(client.secret) },
      });
      const external = await startLoginRig({ objects, port });
      const page = await browser.newPage();
      await page.goto(`http://${host}:${port}/`);
      await page.getByRole('button', { name: 'Sign in with Dex' }).click();
      await page.getByRole('link', { name: 'Log in with Company' }).click();
      await page.fill('#person', 'ann');
      await page.click('#sign-in');
      await page.waitForURL(`http://${host}:${port}/`);
      expect(await page.textContent('#user'), external.log()).toBe('ann@example.com');
      await page.close();
      await external.stop();
      await provider.stop();
    });
  },
);

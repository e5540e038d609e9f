import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { access } from '../../../src/installation/access/access.ts';
import { canLogIn, loginRelease, type LoginRelease } from '../login-release.fixture.ts';
import { startLoginRig, type LoginRig } from '../login-rig.fixture.ts';
import { host, withCertificate } from './served-certificate.fixture.ts';
import { certutil, launchTrustingBrowser, type TrustingBrowser } from './trusting-browser.fixture.ts';
import { chromiumPath } from '../../browser/fixtures/browser.fixture.ts';

const secure = access.parse({ expose: 'loadBalancer', host, tls: { from: 'release' } });

describe.runIf(canLogIn && chromiumPath !== undefined && certutil !== undefined)(
  'Chromium at the login of Kubeflow, over HTTPS on a host name',
  () => {
    const authority = issueCertificate({ commonName: 'Kubeflow by MLAnywhere' });
    const pair = issueCertificate({ commonName: host, hosts: [host], days: 90, issuer: authority });
    let release: LoginRelease;
    let rig: LoginRig;
    let trusting: TrustingBrowser;
    const leads = (): Record<string, string> => ({
      [`${host}:443`]: `127.0.0.1:${rig.securePort}`,
      [`${host}:80`]: `127.0.0.1:${rig.port}`,
    });

    beforeAll(async () => {
      release = await loginRelease({ access: secure });
      rig = await startLoginRig({ objects: withCertificate(release.objects, pair) });
      trusting = await launchTrustingBrowser({ authority: authority.certificate, leads: leads() });
    });
    afterAll(async () => {
      await trusting[Symbol.asyncDispose]();
      await rig.stop();
    });

    async function logIn(page: Page): Promise<void> {
      await page.getByRole('button', { name: 'Sign in with Dex' }).click();
      await page.fill('#login', release.email);
      await page.fill('#password', release.password.reveal());
      await page.click('#submit-login');
    }

    test('a person whose browser trusts the authority logs in, creates something, and has cookies that only HTTPS carries', async () => {
      const page = await trusting.browser.newPage();
      await page.goto(`https://${host}/jupyter/`);
      await logIn(page);
      await page.waitForURL(`https://${host}/jupyter/`);
      expect(await page.textContent('#user')).toBe(release.email);
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByText(`200 created by ${release.email}`).waitFor();
      const cookies = await page.context().cookies();
      // The others are of what plays Dex, which has none.
      const flagsOf = (cookie: string): unknown => cookies.find(({ name }) => name === cookie);
      expect(flagsOf('oauth2_proxy_kubeflow')).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax' });
      expect(flagsOf('XSRF-TOKEN')).toMatchObject({ secure: true, sameSite: 'Strict' });
      await page.context().close();
    });

    test('a person who types http:// comes to HTTPS before the password is asked for', async () => {
      const page = await trusting.browser.newPage();
      await page.goto(`http://${host}/`);
      await page.getByRole('button', { name: 'Sign in with Dex' }).click();
      await page.locator('#password').waitFor();
      expect(new URL(page.url()).origin).toBe(`https://${host}`);
      await page.fill('#login', release.email);
      await page.fill('#password', release.password.reveal());
      await page.click('#submit-login');
      await page.getByText('Create').waitFor();
      expect(new URL(page.url()).origin).toBe(`https://${host}`);
      await page.context().close();
    });

    test('a browser that does not trust the authority shows no page of it', async () => {
      await using other = await launchTrustingBrowser({ authority: undefined, leads: leads() });
      const page = await other.browser.newPage();
      await expect(page.goto(`https://${host}/`)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    });
  },
);

test.skipIf(certutil !== undefined)('A browser that trusts an authority needs certutil (Debian: libnss3-tools)', () => {
  expect(certutil).toBeUndefined();
});

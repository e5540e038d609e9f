import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  },
);

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addInstallation, clientThatForwardsTo } from '../../src/server/dashboards/dashboard-browser.fixture.ts';
import { openTestService, type TestService } from '../../src/server/service.fixture.ts';
import { chromiumPath, followLogin, launchBrowser } from '../browser/fixtures/browser.fixture.ts';
import { openReach, type Reach } from '../browser/fixtures/reach.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from './login-release.fixture.ts';
import { startLoginRig, type LoginRig } from './login-rig.fixture.ts';

/* Only the API server between MLAnywhere and the gateways is simulated; the real one is in port-forward.sandbox.test.ts. */
describe.runIf(canLogIn && chromiumPath !== undefined)('Chromium at dashboards through the server', () => {
  let browser: Browser;
  let rig: LoginRig;
  let release: LoginRelease;
  let reach: Reach;
  let server: TestService;
  /** The gateway of a second installation: it shows the cookies that reach it, and sets one like the first one's. */
  const other = createServer((request, response) => {
    response.setHeader('set-cookie', 'oauth2_proxy_kubeflow=other; HttpOnly; Path=/');
    response.setHeader('content-type', 'text/html').end(`<p id="cookies">${request.headers.cookie ?? 'none'}</p>`);
  });

  beforeAll(async () => {
    release = await loginRelease();
    [browser, rig] = await Promise.all([launchBrowser(), startLoginRig({ objects: release.objects })]);
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    reach = await openReach();
    server = await openTestService({
      ...reach.settings,
      webDirectory: resolve(import.meta.dirname, '../../web/dist'),
      openCluster: ({ metadata: { name } }) =>
        Promise.resolve(
          clientThatForwardsTo(() => (name === 'demo' ? rig.port : (other.address() as AddressInfo).port)),
        ),
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
    });
    reach.leadTo(server.service);
    await addInstallation(server, 'demo');
    await addInstallation(server, 'other');
  });
  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
    await reach[Symbol.asyncDispose]();
    await rig.stop();
    other.close();
  });

  /** What the button of stage 4 opens. */
  async function openDashboard(page: Page, name: string): Promise<Page> {
    await page.goto(`${reach.url()}/installations/${name}/ready`);
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Open the dashboard' }).click(),
    ]);
    await tab.waitForURL((url) => url.hostname === `${name}.localhost`);
    return tab;
  }

  test('a person opens two, logs in, creates something, and logs out of MLAnywhere', async () => {
    const page = await browser.newPage();
    await followLogin(page, reach.loginLink());
    const demo = await openDashboard(page, 'demo');
    const { origin } = new URL(demo.url());

    await demo.getByRole('button', { name: 'Sign in with Dex' }).click();
    await demo.fill('#login', release.email);
    await demo.fill('#password', release.password.reveal());
    await demo.click('#submit-login');
    await demo.waitForURL(`${origin}/`);
    expect(await demo.textContent('#user')).toBe(release.email);
    await demo.goto(`${origin}/jupyter/`);
    await demo.getByRole('button', { name: 'Create' }).click();
    await demo.getByText(`200 created by ${release.email}`).waitFor();

    const second = await openDashboard(page, 'other');
    expect(await second.textContent('#cookies')).toBe('none');
    await second.reload();
    expect(await second.textContent('#cookies')).toBe('oauth2_proxy_kubeflow=other');
    // Its scripts reach neither MLAnywhere nor the first dashboard.
    const reached = await second.evaluate(
      (addresses) =>
        Promise.all(
          addresses.map((address) =>
            fetch(address, { credentials: 'include' }).then(
              () => 'reached',
              () => 'refused',
            ),
          ),
        ),
      [`${origin}/jupyter/`, `${reach.url()}/api/session`],
    );
    expect(reached).toEqual(['refused', 'refused']);
    await demo.reload();
    expect(await demo.textContent('#user')).toBe(release.email);

    await server.client.call('endSessions', { query: { everyone: 'true' } });
    await demo.reload();
    await demo.getByText('MLA-ACCESS-011').waitFor();
    await page.context().close();
  });
});

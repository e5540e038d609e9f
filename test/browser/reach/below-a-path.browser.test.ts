import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser, openPage } from '../fixtures/browser.fixture.ts';
import { fillCluster, saveLab, startSandboxRun, toClusterStage } from '../fixtures/go-through.fixture.ts';
import { openProduct, type Product } from '../fixtures/product.fixture.ts';
import { openReach } from '../fixtures/reach.fixture.ts';

/* One journey of all. `npm run test:below-path` runs every browser test so. */
describe.skipIf(chromiumPath === undefined)(
  'below a path, behind a reverse proxy, with login through a company',
  () => {
    let product: Product;
    let browser: Browser;
    beforeAll(async () => {
      product = await openProduct({ reach: await openReach(true) });
      browser = await launchBrowser();
      await saveLab(product);
    });
    afterAll(async () => {
      await browser.close();
      await product[Symbol.asyncDispose]();
    });

    test('a person logs in, goes through the wizard, watches a run live and comes to stage 4, and nothing leaves the path', async () => {
      const { url } = product;
      expect(new URL(url).pathname).toBe('/tools/mla');
      const { page, complaints, context } = await openPage(browser, { url, loginLink: product.loginLink() });
      expect(page.url()).toBe(`${url}/`);
      await toClusterStage(page, product);
      await fillCluster(page, 'below');

      product.controls.holdAt = 'install';
      await startSandboxRun(product, 'live');
      await page.getByRole('link', { name: 'Installations' }).click();
      await page.getByRole('link', { name: /live/ }).click();
      await page.waitForURL(`${url}/installations/live`);
      // The page has the state before; what comes after the hold comes by the stream.
      await page.getByText('Install Kubeflow').first().waitFor();
      product.controls.holdAt = undefined;
      await page.getByRole('link', { name: 'Go to your cluster' }).click();
      await page.waitForURL(`${url}/installations/live/ready`);
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByRole('button', { name: 'Log out', exact: true }).click();
      await page.waitForURL((at) => at.pathname === '/tools/mla/login');
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);

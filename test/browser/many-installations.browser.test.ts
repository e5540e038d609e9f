import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabaseIn, sandboxInstallation } from '../../src/runs/database/open-database.fixture.ts';
import { storeInstallations } from '../../src/server/installations/many-installations.fixture.ts';
import { openTestService } from '../../src/server/service.fixture.ts';
import { chromiumPath, launchBrowser, openPage } from './fixtures/browser.fixture.ts';
import { openReach } from './fixtures/reach.fixture.ts';

test.skipIf(chromiumPath === undefined)(
  'home shows the newest 100 of many installations, and the older ones when asked; it looks again at the newest only',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    const database = await openDatabaseIn(directory);
    await storeInstallations(database, 250);
    await database.close();
    const reach = await openReach();
    const webDirectory = resolve(import.meta.dirname, '../../web/dist');
    const running = await openTestService({ directory, webDirectory, ...reach.settings });
    reach.leadTo(running.service);
    const browser = await launchBrowser();
    try {
      const { page, complaints } = await openPage(browser, {
        url: reach.url(),
        loginLink: reach.loginLink(),
      });
      const asked: string[] = [];
      page.on('request', (request) => {
        const { pathname, search } = new URL(request.url());
        if (pathname.endsWith('/api/installations')) asked.push(search);
      });
      const names = (): Promise<string[]> => page.locator('.mla-installation-name').allTextContents();
      const more = page.getByRole('button', { name: 'Show more' });
      await more.waitFor();
      expect(await names()).toHaveLength(100);
      await more.click();
      await expect.poll(names).toHaveLength(200);
      // One that is new moves the end of the first page: none is lost and none doubled.
      await running.client.call('applyInstallation', { body: sandboxInstallation('brand-new') });
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
      await expect.poll(names).toContain('brand-new');
      await expect.poll(async () => (await names()).length).toBe(200);
      await more.click();
      await expect.poll(names).toHaveLength(251);
      expect(new Set(await names()).size).toBe(251);
      await more.waitFor({ state: 'hidden' });
      asked.length = 0;
      await expect.poll(() => asked).not.toEqual([]);
      expect(asked.filter((search) => search.includes('before'))).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await running[Symbol.asyncDispose]();
      await reach[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    }
  },
);

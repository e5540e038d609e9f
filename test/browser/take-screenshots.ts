import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, openPage } from './browser.fixture.ts';
import { fillCluster, typeConnection } from './go-through.fixture.ts';
import { openProduct } from './product.fixture.ts';

// Takes the pictures of docs/images from the real pages: `node test/browser/take-screenshots.ts`, after `npx vite build web`.
const folder = resolve(import.meta.dirname, '../../docs/images');
const looks = [
  { suffix: '', width: 1440, height: 900, dark: false },
  { suffix: '-dark', width: 1440, height: 900, dark: true },
  { suffix: '-phone', width: 390, height: 844, dark: false },
] as const;

await mkdir(folder, { recursive: true });
const browser = await launchBrowser();
for (const { suffix, ...look } of looks) {
  await using product = await openProduct();
  const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() }, look);
  await page.addInitScript(() => document.documentElement.style.setProperty('scroll-behavior', 'auto'));
  const take = async (name: string) => {
    await settle(page);
    await page.screenshot({ path: join(folder, `${name}${suffix}.png`) });
  };
  await page.getByRole('heading', { name: 'From infrastructure to a notebook' }).waitFor();
  await take('home');
  await page.getByRole('link', { name: 'Set up a cluster' }).click();
  await typeConnection(page, product);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByRole('button', { name: /trust this certificate/ }).click();
  await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByText('Connected', { exact: true }).scrollIntoViewIfNeeded();
  await take('stage-1-connect');
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await fillCluster(page, 'demo');
  await page.getByText('This name is free.').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await take('stage-2-cluster');
  product.controls.pace = 120;
  await page.getByRole('button', { name: 'Deploy' }).click();
  await page.getByText('What it takes').waitFor();
  await page.getByText('Node demo-2: Running').waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await take('stage-3-kubeflow');
  await page.getByText('Your cluster is there').waitFor();
  await page.getByRole('button', { name: 'Install Kubeflow' }).click();
  product.controls.holdAt = 'install';
  await page.getByText('Samples is ready').waitFor({ timeout: 60_000 });
  await page.evaluate(() => scrollTo(0, 0));
  await take('run');
  product.controls.holdAt = undefined;
  await page.getByText('100 % Done').waitFor();
  await page.getByRole('link', { name: 'To your cluster' }).click();
  await page.getByText('Download kubeconfig').waitFor();
  await take('stage-4-ready');
  await context.close();
}
await browser.close();

/** Until fonts are there and nothing moves. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect?.getComputedTiming().iterations === Infinity));
  await page.waitForTimeout(300);
}

import { copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, openPage } from './fixtures/browser.fixture.ts';
import { chooser, fillCluster, typeConnection } from './fixtures/go-through.fixture.ts';
import { openRealProduct } from './fixtures/real-product.fixture.ts';
import { patience } from '../patience.fixture.ts';

// Takes the pictures of docs/images from the real thing: `node test/browser/take-screenshots.ts`, after `npx vite build web`.
// With MLA_RELEASE_PATH set it installs Kubeflow, else the sample release.
const folder = resolve(import.meta.dirname, '../../docs/images');
const looks = [
  { below: '.', width: 1440, height: 900, dark: false },
  { below: 'dark', width: 1440, height: 900, dark: true },
  { below: 'phone', width: 390, height: 844, dark: false },
] as const;
/** Who works there, so that the list of users has something to show. */
const team = [
  { email: 'tom@example.com', profile: { name: 'team' } },
  {
    email: 'ann@example.com',
    profile: { name: 'ann', quota: { cpu: '8', memory: '32Gi' } },
    contributes: [{ namespace: 'team' }],
  },
  { email: 'Eve@example.com', external: true, profile: { name: 'eve' } },
];
/** Long enough for Kubeflow on a busy machine. */
const long = { timeout: patience.work };

for (const { below } of looks) await mkdir(join(folder, below), { recursive: true });
const releasePath = process.env['MLA_RELEASE_PATH'];
await using product = await openRealProduct(releasePath === undefined ? {} : { releasePath });
const browser = await launchBrowser();
// All looks show the same run at the same time.
const views = await Promise.all(
  looks.map(async ({ below, ...look }) => {
    const { page } = await openPage(browser, { url: product.url, loginLink: product.loginLink() }, look);
    await page.addInitScript(() => document.documentElement.style.setProperty('scroll-behavior', 'auto'));
    return { page, below };
  }),
);
const first = views[0]?.page;
if (first === undefined) throw new Error('no looks to take');
const everywhere = (act: (page: Page) => Promise<unknown>) => Promise.all(views.map(({ page }) => act(page)));
const take = (name: string) =>
  Promise.all(
    views.map(async ({ page, below }) => {
      await settle(page);
      await page.screenshot({ path: join(folder, below, `${name}.png`) });
    }),
  );
const toTop = (page: Page) => page.evaluate(() => scrollTo(0, 0));

await everywhere((page) => page.getByRole('heading', { name: 'From infrastructure to a notebook' }).waitFor());
await take('home');

await everywhere(async (page) => {
  await page.getByRole('link', { name: 'Set up a cluster' }).click();
  await typeConnection(page, product);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByRole('button', { name: /trust this certificate/i }).click();
  await page.getByText('Connected', { exact: true }).scrollIntoViewIfNeeded();
});
await take('stage-1-connect');

await everywhere(async (page) => {
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await fillCluster(page, 'demo');
  await chooser(page, 'vSphere cluster').waitFor();
  await page.getByText('This name is free.').waitFor();
  await toTop(page);
});
await take('stage-2-cluster');

await first.getByRole('button', { name: 'Create cluster', exact: true }).click();
if (releasePath === undefined) await first.getByRole('radio', { name: /^Sample release/ }).check();
await first.getByText('Resources needed').waitFor(long);
const address = first.url();
await everywhere(async (page) => {
  if (page !== first) {
    await page.goto(address);
    if (releasePath === undefined) await page.getByRole('radio', { name: /^Sample release/ }).check();
  }
  await page.getByText('Resources needed').waitFor(long);
  await page
    .getByText(/^Node demo-\S+: /)
    .first()
    .waitFor();
  await toTop(page);
});
await take('stage-3-kubeflow');

await first.getByText('Your cluster is ready').waitFor(long);
await first.getByRole('button', { name: /^Install (Kubeflow|the sample)$/ }).click();
await everywhere(async (page) => {
  await page.goto(`${product.url}/installations/demo`);
  await page.waitForFunction(() => Number(document.querySelector('progress')?.value) > 0.45, undefined, long);
});
await take('run');

await everywhere(async (page) => {
  await page.getByText('100 % Done').waitFor(long);
  await toTop(page);
});
await take('run-done');
await everywhere((page) => page.goto(product.url));
await everywhere((page) => page.getByText('An installation is a cluster').waitFor());
await take('installations');
for (const user of team) await product.client.call('addUser', { params: { name: 'demo' }, body: user });
await everywhere(async (page) => {
  await page.goto(`${product.url}/installations/demo/ready`);
  await page.getByText('Looked up at').waitFor(long);
  await toTop(page);
});
await take('stage-4-ready');
await everywhere(async (page) => {
  const users = page.getByRole('region', { name: 'Users' });
  await users.getByRole('button', { name: 'Change ann@example.com' }).click();
  await users.getByLabel('team', { exact: true }).selectOption('View');
  await users.getByRole('textbox', { name: 'CPU limit' }).fill('16');
  await users.evaluate((card) => card.scrollIntoView());
});
await take('stage-4-users');
await browser.close();
await copyFile(join(folder, 'run.png'), join(folder, 'wizard.png'));

/** Until fonts are there and nothing moves. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (animation) =>
          animation.playState !== 'running' || animation.effect?.getComputedTiming().iterations === Infinity,
      ),
  );
}

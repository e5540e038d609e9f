import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, openPage } from './fixtures/browser.fixture.ts';
import { startSandboxRun } from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

/** What says how a run stands; each has to be seen without scrolling. */
const parts = {
  progress: '.mla-progress progress',
  phases: '.mla-phases',
  components: '.mla-component-table',
  log: '.mla-log-frame',
  'way out': '.mla-run-head button, .mla-failure button',
};

/** How far below or beside the window each part goes on, in pixels. */
async function beyondWindow(page: Page): Promise<Record<string, number>> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const beyond: Record<string, number> = {};
  for (const [name, selector] of Object.entries(parts)) {
    const box = await page.locator(selector).first().boundingBox();
    if (box === null) throw new Error(`${name} is not there`);
    const past = Math.max(box.y + box.height - height, box.x + box.width - width, -box.y, -box.x);
    if (past > 0) beyond[name] = Math.ceil(past);
  }
  return beyond;
}

describe.skipIf(chromiumPath === undefined)('the page of a run', () => {
  const visit = visitPages();
  let product: Product;
  let page: Page;
  beforeEach(() => void ({ product, page } = visit));
  afterEach(() => {
    Object.assign(product.controls, { failAt: undefined, holdAt: undefined, pace: 5 });
  });

  test('shows progress, phases, all components and the log on one screen of 1440 by 900, also after a failure', async () => {
    product.controls.holdAt = 'install';
    const runId = await startSandboxRun(product, 'glance');
    await page.goto(`${product.url}/installations/glance`);
    await page.getByText('Samples is ready').waitFor();
    expect(await beyondWindow(page)).toEqual({});
    product.controls.failAt = 'install';
    product.controls.holdAt = undefined;
    await page.getByText('What stopped the run').waitFor();
    expect(await beyondWindow(page)).toEqual({});
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(sideways).toBeLessThanOrEqual(0);
    expect((await product.client.call('getRun', { params: { id: runId } })).state).toBe('failed');
  });

  test('asks nothing again and again while the stream is open: the lines that come are all it needs', async () => {
    product.controls.holdAt = 'create-cluster';
    await startSandboxRun(product, 'quiet');
    await page.goto(`${product.url}/installations/quiet`);
    await page.getByText('Node quiet-4: Running').waitFor();
    await page.getByText('Live').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith('/api/') && pathname !== '/api/session') asked.push(pathname);
    });
    await page.waitForTimeout(6000);
    expect(asked).toEqual([]);
    product.controls.holdAt = undefined;
    await page.getByText('100 % Done').waitFor();
    await page.getByRole('link', { name: 'Go to your cluster' }).waitFor();
    // After the end of the run it looks once how the installation stands now.
    expect(asked.filter((path) => !path.startsWith('/api/installations/quiet'))).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test('offers the cluster as soon as its kubeconfig is there, in the middle of the run', async () => {
    product.controls.holdAt = 'connect';
    await startSandboxRun(product, 'early');
    await page.goto(`${product.url}/installations/early`);
    await page.getByText('login: works').first().waitFor();
    expect(await page.getByRole('link', { name: 'Go to your cluster' }).count()).toBe(0);
    product.controls.holdAt = 'create-cluster';
    await page.getByRole('link', { name: 'Go to your cluster' }).waitFor();
  });

  test('opens all waits of a component by keyboard, and says each reason of many waits once', async () => {
    product.controls.pace = 400;
    await startSandboxRun(product, 'waits');
    await page.goto(`${product.url}/installations/waits`);
    const summary = page.getByRole('list', { name: 'What the run waits for' });
    await summary
      .getByText(/components? waits? for/)
      .first()
      .waitFor();
    const row = page.getByRole('row', { name: /Samples/ });
    await row.getByText(/^After /).waitFor();
    await row.getByRole('button', { name: /Samples/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('3 objects will be sent after this.').first().waitFor();
  });

  test('a failed run opens on its cause and its next action, before all else', async () => {
    product.controls.failAt = 'install';
    const runId = await startSandboxRun(product, 'cause');
    await expect
      .poll(async () => (await product.client.call('getRun', { params: { id: runId } })).state)
      .toBe('failed');
    await page.goto(`${product.url}/installations/cause`);
    const failure = page.getByRole('alert');
    await failure.getByText('told to fail at install').waitFor();
    const first = failure.getByRole('button').first();
    expect(await first.textContent()).toBe('Retry from the failed step');
    const top = async (locator: ReturnType<Page['locator']>) => (await locator.boundingBox())?.y ?? Infinity;
    expect(await top(first)).toBeLessThan(await top(page.locator('.mla-progress')));
    await page.goto(`${product.url}/installations/cause/ready`);
    await page.getByRole('heading', { level: 1, name: 'Not ready', exact: true }).waitFor();
  });

  test('nothing of the chart is cut at any width, and nothing scrolls sideways', async () => {
    await startSandboxRun(product, 'drawn');
    await page.goto(`${product.url}/installations/drawn`);
    await page.getByText('100 % Done').waitFor();
    await page.getByRole('tab', { name: 'Where the time went' }).click();
    for (const width of [390, 1024, 1440, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      const cut = await page.evaluate(() => {
        const frame = document.querySelector('.mla-time')?.getBoundingClientRect();
        if (frame === undefined) throw new Error('there is no chart');
        return [...document.querySelectorAll('.mla-time-tick > span')]
          .map((label) => label.getBoundingClientRect())
          .filter(({ left, right }) => left < frame.left || right > frame.right).length;
      });
      expect([width, cut]).toEqual([width, 0]);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(sideways).toBeLessThanOrEqual(0);
    }
    expect(await page.locator('.mla-time-tick').count()).toBeGreaterThan(1);
  });

  test('is one column on a phone, with progress and phases first', async () => {
    product.controls.holdAt = 'install';
    await startSandboxRun(product, 'pocket');
    const phone = await openPage(
      visit.browser,
      { url: product.url, loginLink: product.loginLink() },
      { width: 390, height: 844 },
    );
    await phone.page.goto(`${product.url}/installations/pocket`);
    await phone.page.getByText('Samples is ready').waitFor();
    const tops = await Promise.all(
      ['.mla-progress', '.mla-phases', '.mla-component-table', '.mla-log'].map(
        async (selector) => (await phone.page.locator(selector).first().boundingBox())?.y ?? -1,
      ),
    );
    expect(tops).toEqual([...tops].sort((one, other) => one - other));
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await phone.context.close();
  });
});

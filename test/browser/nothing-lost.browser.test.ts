import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openPage } from './fixtures/browser.fixture.ts';
import { startSandboxRun } from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitProduct } from './fixtures/visit.fixture.ts';

/** All lines of the page's log as it would be copied: more than are in sight. */
async function copiedLines(page: Page): Promise<string[]> {
  await page.getByRole('combobox', { name: 'Level' }).selectOption('debug');
  await page.getByRole('button', { name: 'Copy', exact: true }).first().click();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  return text.trim().split('\n');
}

describe.skipIf(chromiumPath === undefined)('in the middle of a run', () => {
  const visit = visitProduct();
  let product: Product;
  let browser: Browser;
  beforeAll(() => void ({ product, browser } = visit));

  /** What the page's log must hold: the store's own list. */
  async function storedLines(runId: string): Promise<string[]> {
    const events = await product.client.call('listEvents', { params: { id: runId }, query: { limit: 5000 } });
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    return events.map(({ message }) => message);
  }

  async function expectWholeLog(page: Page, runId: string): Promise<void> {
    await page.getByText('Complete', { exact: true }).waitFor();
    const stored = await storedLines(runId);
    const shown = await copiedLines(page);
    expect(shown.length).toBe(stored.length);
    for (const [index, message] of stored.entries()) expect(shown[index]).toContain(message);
  }

  test('a reload, a second tab and a closed browser lose no line and double none', async () => {
    product.controls.holdAt = 'create-cluster';
    const runId = await startSandboxRun(product, 'reloaded');
    const first = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await first.page.goto(`${product.url}/installations/reloaded`);
    await first.page.getByText('Node reloaded-4: Running').waitFor();
    await first.page.reload();
    await first.page.getByText('Node reloaded-4: Running').waitFor();
    const secondTab = await first.context.newPage();
    await secondTab.goto(`${product.url}/installations/reloaded`);
    await secondTab.getByText('Node reloaded-1: Running').waitFor();

    product.controls.holdAt = 'install';
    await first.page.getByText('Samples is ready').waitFor();
    await first.page.close();
    product.controls.holdAt = undefined;
    await expectWholeLog(secondTab, runId);
    await first.context.close();

    const later = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await later.page.goto(`${product.url}/installations/reloaded`);
    await expectWholeLog(later.page, runId);
    await later.context.close();
  });

  test('a server that is stopped and started again is caught up with, without a reload', async () => {
    product.controls.holdAt = 'create-cluster';
    const runId = await startSandboxRun(product, 'restarted');
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/installations/restarted`);
    await page.getByText('Node restarted-4: Running').waitFor();
    await product.restart();
    product.controls.holdAt = undefined;
    await page.getByText('100 % Done').waitFor();
    await expectWholeLog(page, runId);
    expect((await copiedLines(page)).filter((line) => line.includes('resumed (attempt'))).toHaveLength(1);
    await context.close();
  });

  test('progress on the page never goes back', async () => {
    product.controls.holdAt = 'create-cluster';
    await startSandboxRun(product, 'forward');
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/installations/forward`);
    const bar = page.getByRole('progressbar', { name: 'Overall progress' });
    const seen: number[] = [];
    for (;;) {
      const value = Number(await bar.getAttribute('value'));
      if (value !== seen.at(-1)) seen.push(value);
      if (value === 1) break;
      if (seen.length === 1) product.controls.holdAt = 'install';
      if (seen.length === 2) product.controls.holdAt = undefined;
      await page.waitForTimeout(30);
    }
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(seen.length).toBeGreaterThan(2);
    await context.close();
  });
});

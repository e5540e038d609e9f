import type { Browser, CDPSession, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, openPage } from './fixtures/browser.fixture.ts';
import { startSandboxRun } from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitProduct } from './fixtures/visit.fixture.ts';

const count = 100_000;
/**
 * What opening the log may take of the page's main thread, as a multiple of what
 * the same thread takes to write and read 100,000 such lines as JSON: another
 * machine, or other programs on it, change both alike. What warms up at the
 * first time (code that is read and compiled) is not the log's: the best of
 * three counts.
 */
const budget = 4;

describe.skipIf(chromiumPath === undefined)('a log of 100,000 lines', () => {
  const visit = visitProduct();
  let product: Product;
  let browser: Browser;
  beforeAll(() => void ({ product, browser } = visit));

  /** Goes from the page before to the log by its link; returns the milliseconds of processor that the page's main thread took until the last line stood there. */
  async function openLog(page: Page, devtools: CDPSession): Promise<number> {
    await page.getByRole('link', { name: 'Go to your cluster' }).click();
    await page.getByRole('link', { name: 'Go to the run and its log' }).waitFor();
    const before = await taskMilliseconds(devtools);
    await page.getByRole('link', { name: 'Go to the run and its log' }).click();
    await page.getByText('Run long-1 succeeded.').waitFor();
    return (await taskMilliseconds(devtools)) - before;
  }

  test('is there as a whole, with only the lines in sight in the page, as text and never as markup; it is searched, filtered, paused and followed', async () => {
    product.controls.extraLines = count;
    await startSandboxRun(product, 'long');
    const { page, complaints, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/installations/long`);
    await page.getByText('Complete', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Level' }).selectOption('debug');
    await page.getByText(/^\d+ lines$/).waitFor();
    const shown = Number((await page.getByText(/^\d+ lines$/).textContent())?.split(' ')[0]);
    expect(shown).toBeGreaterThan(count);
    expect(await page.locator('.mla-log-line').count()).toBeLessThan(200);

    await page.getByLabel('Search the log').fill(`line ${count} of`);
    await page.getByText(`1 of ${shown} lines`).waitFor();
    expect(await page.locator('.mla-log-message').textContent()).toBe(`line ${count} of <b>many</b>`);
    expect(await page.locator('.mla-log-message b').count()).toBe(0);

    await page.getByLabel('Search the log').fill('');
    const frame = page.getByRole('log');
    await frame.focus();
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: /^Follow/ }).waitFor();
    await page.getByText('Run long-1 started.').waitFor();
    await page.getByRole('button', { name: /^Follow/ }).click();
    await page.getByText('Run long-1 succeeded.').waitFor();

    // Lines wrap differently at another width; the view stays at the end.
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.waitForFunction(() => {
        const frame = document.querySelector('[role="log"]');
        return (
          frame !== null &&
          frame.scrollHeight - frame.scrollTop - frame.clientHeight < 2 &&
          frame.lastElementChild?.lastElementChild?.textContent.includes('Run long-1 succeeded.') === true
        );
      });
    }

    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const opened: number[] = [];
    const yardstick: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      opened.push(await openLog(page, devtools));
      yardstick.push(await writeAndReadLines(page, devtools));
    }
    const told = `opened ${opened.join(', ')}; yardstick ${yardstick.join(', ')}`;
    expect(Math.min(...opened) / Math.min(...yardstick), told).toBeLessThanOrEqual(budget);

    await page.getByRole('combobox', { name: 'Level' }).selectOption('error');
    await page.getByText('No lines match the filter.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

/** Milliseconds of processor for a fixed piece of work in the page: as many lines as the log has, to JSON and back. */
async function writeAndReadLines(page: Page, devtools: CDPSession): Promise<number> {
  const before = await taskMilliseconds(devtools);
  await page.evaluate((lines) => {
    const events = Array.from({ length: lines }, (_line, id) => ({ id, type: 'log', message: `line ${id} of many` }));
    return (JSON.parse(JSON.stringify(events)) as unknown[]).length;
  }, count);
  return (await taskMilliseconds(devtools)) - before;
}

/** Processor time of the page's main thread so far. */
async function taskMilliseconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const { value } = metrics.find(({ name }) => name === 'TaskDuration') ?? {};
  if (value === undefined) throw new Error('the browser does not tell its task duration');
  return value * 1000;
}

import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser, openPage } from './browser.fixture.ts';
import { chooser, fillCluster, publicKey, typeConnection } from './go-through.fixture.ts';
import { openProduct, type Product } from './product.fixture.ts';

describe.skipIf(chromiumPath === undefined)('a person who comes for the first time', () => {
  let product: Product;
  let browser: Browser;
  beforeAll(async () => {
    product = await openProduct();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
  });

  test('comes from the empty home to a downloaded kubeconfig, and nothing on the way goes against the content security policy', async () => {
    const { page, complaints, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.getByRole('heading', { name: 'From infrastructure to a notebook' }).waitFor();
    await page.getByRole('link', { name: 'Set up a cluster' }).click();

    await typeConnection(page, product);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('heading', { name: 'Is this your server?' }).waitFor();
    expect(await page.locator('.mla-fingerprint').textContent()).toBe(product.ccp.fingerprint);
    await page.getByRole('button', { name: /trust this certificate/ }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save and continue' }).click();

    await fillCluster(page, 'first');
    await page.getByText('This name is free.').waitFor();
    await page.getByText('SHA256:', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Deploy' }).click();

    await page.getByRole('heading', { name: 'Your cluster is there' }).waitFor();
    await page.getByRole('button', { name: 'Install Kubeflow' }).click();
    await page.getByText('100 % Done').waitFor();
    await page.getByRole('link', { name: 'To your cluster' }).click();

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download kubeconfig' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('first.kubeconfig');
    expect(await readFile(await file.path(), 'utf8')).toContain('name: first');

    expect(await page.getByText('generated-for-the-rehearsal').count()).toBe(0);
    await page.getByRole('button', { name: 'Show the password' }).click();
    await page.getByText('generated-for-the-rehearsal').waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    expect(await page.getByText('generated-for-the-rehearsal').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('goes the same way with the keyboard alone', async () => {
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await tabTo(page, 'New installation');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Connect', level: 1 }).waitFor();
    await tabTo(page, 'lab ');
    await page.keyboard.press('Space');
    await tabTo(page, 'Continue');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Cluster', level: 1 }).waitFor();

    await tabTo(page, 'Cluster name');
    await page.keyboard.type('keys');
    await pick(page, 'Datacenter', 'Lab 1');
    await pick(page, 'vSphere cluster', 'HX-Cluster');
    await pick(page, 'Network', 'VM Network');
    await pick(page, 'Datastore', 'hx-datastore-1');
    await tabTo(page, 'Public SSH key');
    await page.keyboard.insertText(publicKey);
    await tabTo(page, 'Continue to Kubeflow');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Kubeflow', level: 1 }).waitFor();
    await page.getByText('What it takes').waitFor();
    await tabTo(page, 'Make cluster and install Kubeflow');
    await page.keyboard.press('Enter');
    await page.getByText('100 % Done').waitFor();
    await tabTo(page, 'To your cluster');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Download kubeconfig');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toBe('keys.kubeconfig');
    await context.close();
  });
});

/** Presses Tab until the focus is on what has this name (or begins with it, when it ends with a space), as someone without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let press = 0; press < 120; press += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return '';
      const labels = 'labels' in element ? [...((element.labels ?? []) as NodeListOf<HTMLLabelElement>)].map((label) => label.textContent) : [];
      return (element.getAttribute('aria-label') ?? labels[0] ?? element.textContent).replace('*', '').trim();
    });
    if (name.endsWith(' ') ? focused.startsWith(name) : focused === name) return;
    seen.push(focused);
  }
  throw new Error(`Tab never came to “${name}”, only to: ${[...new Set(seen)].join(' | ')}`);
}

/** Chooses in a list by keys: focus it, wait until it can be used, type the beginning of the entry. */
async function pick(page: Page, list: string, entry: string): Promise<void> {
  await chooser(page, list).and(page.locator(':enabled')).waitFor();
  await tabTo(page, list);
  await page.keyboard.type(entry);
  expect(await chooser(page, list).inputValue()).toBe(entry);
}

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser, openPage } from './browser.fixture.ts';
import { fillCluster, saveLab, toClusterStage } from './go-through.fixture.ts';
import { openProduct, type Product } from './product.fixture.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

describe.skipIf(chromiumPath === undefined)('what “Show as” shows', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    product = await openProduct();
    browser = await launchBrowser();
    await saveLab(product);
    ({ page } = await openPage(browser, { url: product.url, loginLink: product.loginLink() }));
    await toClusterStage(page, product);
    await fillCluster(page, 'shown');
    await page.getByText('The machines use a proxy').click();
    await page.getByRole('textbox', { name: /^Proxy for http(?!s)/ }).fill('http://me:secret-of-mine@proxy.example.com:3128');
    await page.getByText('The whole list that will be used').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
  });

  /** The text under one of its three tabs. */
  async function shown(tab: 'YAML' | 'Command' | 'CCP request'): Promise<string> {
    await page.getByRole('button', { name: tab, exact: true }).click();
    const panel = page.locator(`.mla-show-as pre[aria-label="${tab}"]`);
    await panel.waitFor();
    return (await panel.textContent()) ?? '';
  }

  test('holds no password of a proxy, in any form', async () => {
    await expect.poll(() => shown('YAML')).toContain('<user>:<password>@proxy.example.com');
    for (const tab of ['YAML', 'Command'] as const) expect(await shown(tab)).not.toContain('secret-of-mine');
    await page.getByRole('textbox', { name: /^Proxy for http(?!s)/ }).fill('http://proxy.example.com:3128');
    await expect.poll(() => shown('YAML')).toContain('http://proxy.example.com:3128');
  });

  test('the request is the one that CCP then gets, byte for byte', async () => {
    const [head = '', body = ''] = (await shown('CCP request')).split('\n\n');
    expect(head).toBe(`POST ${product.ccp.address}/v3/clusters/`);
    expect(JSON.parse(body)).toMatchObject({ name: 'shown', vsphere_infra: { datacenter: 'Lab 1', datastore: 'hx-datastore-1' } });
    const yaml = await shown('YAML');
    const preview = await product.client.call('previewRequest', { body: await installationIn(yaml) });
    expect(JSON.parse(body)).toEqual(preview.body);
  });

  test('the command does in a terminal what the page does: the same installation', async () => {
    const command = await shown('Command');
    const installation = await installationIn(await shown('YAML'));
    await run('/bin/sh', ['-c', command], {
      cwd: root,
      env: { ...process.env, PATH: `${root}:${process.env['PATH'] ?? ''}`, MLA_SERVER: product.url, MLA_TOKEN: product.token },
    });
    const made = await product.client.call('getInstallation', { params: { name: 'shown' } });
    expect(made.installation).toEqual(installation);
  });

  test('the YAML fills an empty form with the same again', async () => {
    const yaml = await shown('YAML');
    const other = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await toClusterStage(other.page, product);
    await other.page.getByRole('button', { name: 'Paste YAML' }).click();
    await other.page.getByLabel('An installation as YAML').fill(yaml);
    await other.page.getByRole('button', { name: 'Fill the form' }).click();
    const again = other.page.locator('.mla-show-as pre[aria-label="YAML"]');
    await expect.poll(async () => installationIn((await again.textContent()) ?? '')).toEqual(await installationIn(yaml));
    await other.context.close();
  });
});

async function installationIn(yaml: string) {
  const { load } = await import('js-yaml');
  const { installationSchema } = await import('../../src/installation/installation.ts');
  return installationSchema.parse(load(yaml));
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { build, type Plugin } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openBoxedProduct, type BoxedProduct } from '../platforms/box/service.fixture.ts';
import { chromiumPath, launchBrowser, openPage } from './fixtures/browser.fixture.ts';

vi.mock(import('../../src/platforms/registry.ts'), async (importOriginal) => {
  const { platformDefinitions } = await importOriginal();
  const { box } = await import('../platforms/box/definition.ts');
  return { platformDefinitions: [...platformDefinitions, box] } as never;
});
vi.mock(import('../../src/platforms/implementations.ts'), async (importOriginal) => {
  const { platformImplementations } = await importOriginal();
  const { boxImplementation } = await import('../platforms/box/platform.ts');
  return { platformImplementations: { ...platformImplementations, box: boxImplementation } };
});

const root = resolve(import.meta.dirname, '../..');
/** Each registry of the product, and the one with a line more. */
const registries = new Map(
  [
    ['src/platforms/registry.ts', 'test/platforms/box/registry.ts'],
    ['web/src/platforms/registry.ts', 'web/testing/box/registry.ts'],
  ].map(([own, withBox]) => [join(root, own ?? ''), join(root, withBox ?? '')] as const),
);

/** The pages as they would be with a line more in each registry. */
function addBox(): Plugin {
  return {
    name: 'add-box',
    enforce: 'pre',
    async resolveId(id, importer) {
      const found = await this.resolve(id, importer, { skipSelf: true });
      const withBox = found === null ? undefined : registries.get(found.id);
      return withBox === undefined || importer === withBox ? found : withBox;
    },
  };
}

describe.skipIf(chromiumPath === undefined)('a platform with a folder and a line in each registry', () => {
  let pages: string;
  let product: BoxedProduct;
  let browser: Browser;
  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), 'mla-box-pages-'));
    await build({
      root: join(root, 'web'),
      configFile: join(root, 'web/vite.config.ts'),
      logLevel: 'error',
      plugins: [addBox()],
      build: { outDir: pages, emptyOutDir: true },
    });
    product = await openBoxedProduct({ webDirectory: pages });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
    await rm(pages, { recursive: true, force: true });
  });

  test('is a card, takes a connection, has its fields, and makes its cluster', async () => {
    const { page, complaints } = await openPage(browser, {
      url: product.service.url,
      loginLink: product.service.loginLink(),
    });
    await page.goto(`${product.service.url}/new/connect`);
    await page.getByRole('radio', { name: 'Box in the rack' }).check();
    await page.getByLabel('Address of the box').fill('box.example.com');
    await page.getByLabel('Key of the box').fill('key-of-the-box-9f2c');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('The box lets you in').waitFor();
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByLabel('Cluster name').fill('boxed');
    await page.getByLabel('Shelf').fill('top');
    await page.getByLabel('Box image').fill('box-1.36.0');
    await page.getByRole('button', { name: 'Create cluster', exact: true }).click();
    await page.waitForURL(/installation=boxed/);
    await expect
      .poll(async () => (await product.client.call('getInstallation', { params: { name: 'boxed' } })).run?.state)
      .toBe('succeeded');
    const { installation } = await product.client.call('getInstallation', { params: { name: 'boxed' } });
    expect(installation.spec.cluster).toMatchObject({ platform: 'box', connection: 'rack', box: { shelf: 'top' } });
    expect(complaints).toEqual([]);
  });
});

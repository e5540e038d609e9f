import type { Browser } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CcpSwitches } from '../../sandbox/ccp/switches.ts';
import { chromiumPath, openPage } from './fixtures/browser.fixture.ts';
import { typeConnection } from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { startInspectingProxy } from '../proxy/inspecting-proxy.fixture.ts';
import { visitProduct } from './fixtures/visit.fixture.ts';

interface FailingLayer {
  readonly layer: string;
  /** Words of the row that must be red. */
  readonly row: string;
  readonly address?: string;
  readonly password?: string;
  readonly trusted: boolean;
  readonly switches?: Partial<CcpSwitches>;
}

/** What the page shows of each layer is in web/src/pages/connect/connection-layers.test.tsx. */
const failing: readonly FailingLayer[] = [
  { layer: 'tcp', row: 'Port answers', address: 'https://127.0.0.1:1', trusted: false },
  { layer: 'login', row: 'Login works', password: 'wrong', trusted: true },
  { layer: 'permission', row: 'User has permissions', trusted: true, switches: { permitted: false } },
];

describe.skipIf(chromiumPath === undefined)('a connection test', () => {
  const visit = visitProduct();
  let product: Product;
  let browser: Browser;
  beforeAll(() => void ({ product, browser } = visit));
  afterEach(() => Object.assign(product.ccp.switches, { permitted: true, version: '6.1.1' }));

  test.each(failing)(
    'names the $layer as what fails, says why and what to do, and offers no way on',
    async ({ row, address, password, trusted, switches }) => {
      Object.assign(product.ccp.switches, switches);
      const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
      await page.goto(`${product.url}/new/connect`);
      await typeConnection(page, product, {
        ...(address !== undefined && { address }),
        ...(password !== undefined && { password }),
      });
      if (trusted) {
        await page.getByRole('radio', { name: 'Compare the certificate’s fingerprint' }).check();
        await page.getByLabel('SHA-256 fingerprint').fill(product.ccp.fingerprint);
      }
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('Not connected').waitFor();
      const failed = page.locator('.mla-layers li[data-ok="false"]');
      expect(await failed.count()).toBe(1);
      const text = (await failed.textContent()) ?? '';
      expect(text).toContain(row);
      expect(text).toMatch(/Why:.+What to do:.+Code MLA-/);
      expect(await page.getByRole('button', { name: 'Save and continue' }).count()).toBe(0);
      await context.close();
    },
  );

  test('offers the field for the authority of a proxy that inspects, trusts it for this connection, and lists both', async () => {
    await using inspector = await startInspectingProxy(new URL(product.ccp.address));
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/new/connect`);
    await typeConnection(page, product, { address: 'https://ccp.lab.example' });
    await page.getByLabel('Connection name').fill('inspected');
    await page.getByText('Advanced: proxy').click();
    await page.getByLabel('Proxy of this connection').fill(`http://${inspector.host}`);
    await page.getByRole('button', { name: 'Test connection' }).click();
    const offer = page.getByRole('region', { name: 'Is this the certificate of your company’s proxy?' });
    await offer.waitFor();
    expect(await offer.textContent()).toContain('the certificate of Company CA');
    // Another certificate comes tomorrow: this one is not offered.
    expect(await page.getByRole('button', { name: 'Trust this certificate' }).count()).toBe(0);
    const field = offer.getByLabel('Certificate of the proxy’s authority (PEM)');
    const trust = offer.getByRole('button', { name: 'Trust this authority and test again' });
    await trust.click();
    await offer.getByText('Fill in this field.').waitFor();
    await field.fill('/etc/ssl/company.pem');
    await trust.click();
    await offer.getByText('Must be a certificate in PEM format').waitFor();
    await field.fill(inspector.authority);
    await trust.click();
    await page.getByText('Connected', { exact: true }).waitFor();
    expect(await page.getByLabel('Certificate of the proxy’s authority (PEM)').inputValue()).toBe(inspector.authority);
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByRole('heading', { name: 'Cluster', level: 1, exact: true }).waitFor();
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
    const saved = page.locator('.mla-connection', { hasText: 'inspected' });
    expect(await saved.textContent()).toContain(`through the proxy http://${inspector.host} · trusts Company CA`);
    await product.client.call('removeConnection', { params: { name: 'inspected' } });
    await context.close();
  });

  test('keeps the password out of what a reload keeps', async () => {
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/new/connect`);
    await typeConnection(page, product, { password: 'canary-5f1c' });
    const kept = await page.evaluate(() =>
      JSON.stringify([sessionStorage, localStorage].map((storage) => Object.entries(storage))),
    );
    expect(kept).not.toContain('canary-5f1c');
    await context.close();
  });

  test('a kubeconfig that is dropped fills its field, and its contexts can be chosen', async () => {
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/new/connect`);
    // What most people have is the first card, and chosen.
    const first = page.getByRole('radio').first();
    expect(await first.getAttribute('value')).toBe('existing');
    expect(await first.isChecked()).toBe(true);
    const kubeconfig =
      'kind: Config\ncurrent-context: lab\ncontexts:\n- { name: home, context: { cluster: c } }\n- { name: lab, context: { cluster: c } }\n';
    const dropped = await page.evaluateHandle((text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], 'config'));
      return transfer;
    }, kubeconfig);
    await page.locator('.mla-drop').dispatchEvent('drop', { dataTransfer: dropped });
    await expect.poll(() => page.getByLabel('Kubeconfig', { exact: true }).inputValue()).toBe(kubeconfig);
    const contexts = page.getByRole('combobox', { name: 'Context' });
    await contexts.waitFor();
    expect(await contexts.getByRole('option').allTextContents()).toEqual(['Current context (lab)', 'home', 'lab']);
    await contexts.selectOption('home');
    await expect.poll(() => page.locator('.mla-show-as pre').textContent()).toContain('--context home');
    await context.close();
  });

  test('each stage leads back, and nothing that was typed is lost', async () => {
    const { page, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('kept-name');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByRole('heading', { name: 'Kubeflow', level: 1, exact: true }).waitFor();
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    expect(await page.getByRole('textbox', { name: 'Cluster name' }).inputValue()).toBe('kept-name');
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    await page.getByRole('heading', { name: 'Connect', level: 1, exact: true }).waitFor();
    await page.getByRole('link', { name: 'Back', exact: true }).click();
    await page.waitForURL(`${product.url}/`);
    await context.close();
  });
});

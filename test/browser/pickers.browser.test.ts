import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from './fixtures/browser.fixture.ts';
import { chooser, fillCluster, saveLab, toClusterStage } from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

/* How each state of a list looks is in web/src/ui/fields/list-choice.test.tsx. */
describe.skipIf(chromiumPath === undefined)('a list that the platform is asked for', () => {
  const visit = visitPages(saveLab);
  let product: Product;
  let page: Page;
  beforeEach(() => void ({ product, page } = visit));
  afterEach(() => void Object.assign(product.ccp.switches, { inventory: 'wrapped', faults: [], permitted: true }));

  const state = (label: string) =>
    page.locator('[data-state]', { has: chooser(page, label) }).getAttribute('data-state');

  test('could not be read: says why, is not shown as empty, and comes back with Retry', async () => {
    product.ccp.switches.inventory = 'wrapped';
    product.ccp.switches.permitted = false;
    await toClusterStage(page, product);
    const failed = page.getByRole('alert').first();
    await failed.waitFor();
    expect(await failed.textContent()).toContain('Couldn’t load the list');
    expect(await state('vSphere provider')).toBe('failed');
    product.ccp.switches.permitted = true;
    await failed.getByRole('button', { name: 'Retry', exact: true }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('#field-spec-cluster-ccp-provider')?.value === 'vsphere',
    );
    expect(await state('vSphere provider')).toBe('ok');
  });

  test('can be typed instead where listing is not allowed', async () => {
    product.ccp.switches.permitted = false;
    await toClusterStage(page, product);
    await page.getByRole('alert').first().getByRole('button', { name: 'Type it instead' }).click();
    await page.getByRole('textbox', { name: 'vSphere provider' }).fill('vsphere');
    expect(await page.getByRole('textbox', { name: 'vSphere provider' }).inputValue()).toBe('vsphere');
  });

  test('marks a saved value that is gone', async () => {
    await toClusterStage(page, product);
    await fillCluster(page, 'stale');
    await page.getByRole('button', { name: 'Paste YAML' }).click();
    const yaml = (await page.getByLabel('YAML', { exact: true }).first().textContent()) ?? '';
    await page.getByLabel('An installation as YAML').fill(yaml.replace('hx-datastore-1', 'datastore-of-old'));
    await page.getByRole('button', { name: 'Fill the form', exact: true }).click();
    await page.getByText('“datastore-of-old” was saved earlier but is no longer in the list.').waitFor();
    expect(await chooser(page, 'Datastore').inputValue()).toBe('datastore-of-old');
  });

  test('of images says in stage 2 which are too old for Kubeflow, and stage 3 refuses one of them', async () => {
    await toClusterStage(page, product);
    await fillCluster(page, 'old');
    const image = chooser(page, 'Tenant image');
    const old = image.locator('option', { hasText: 'too old for Kubeflow, which needs 1.34' }).first();
    await image.selectOption((await old.getAttribute('value')) ?? '');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('MLA-PREFLIGHT-002').first().waitFor();
    await page
      .getByText(/creates a cluster with Kubernetes 1\.17\.\d+, but .* needs 1\.34 or newer/)
      .first()
      .waitFor();
    expect(product.ccp.clusters).toEqual([]);
  });
});

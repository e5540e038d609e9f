import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { expectNoProblems } from '../browser/fixtures/axe.fixture.ts';
import { chromiumPath, launchBrowser, openPage } from '../browser/fixtures/browser.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from '../install/fixtures/commanded-product.fixture.ts';
import { patience } from '../patience.fixture.ts';
import { installByHand } from './fixtures/install-by-hand.fixture.ts';
import { added, snapshot } from './fixtures/snapshot.fixture.ts';

describe.skipIf(chromiumPath === undefined)('stage 4 removes Kubeflow', () => {
  let directory: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  let product: CommandedProduct;
  let browser: Browser;
  let page: Page;
  let before: string[];
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
    cluster = await startSandboxCluster({ name: 'uninstall-page', directory: join(directory, 'cluster') });
    client = createKubernetesClient(cluster.access);
    before = await snapshot(client);
    product = await openCommandedProduct(directory);
    const kubeconfig = join(directory, 'cluster.kubeconfig');
    await writeFile(kubeconfig, cluster.kubeconfig);
    await product.mla('connection', 'add', 'existing', 'here', '--kubeconfig', kubeconfig);
    const file = join(directory, 'demo.yaml');
    await writeFile(
      file,
      'apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: demo }\nspec:\n  cluster: { platform: existing, connection: here }\n  kubeflow: { release: sample }\n',
    );
    await product.mla('apply', file, '--follow');
    browser = await launchBrowser();
    ({ page } = await openPage(browser, { url: product.url, loginLink: product.loginLink() }));
  });
  afterAll(async () => {
    await browser.close();
    await product.close();
    await client.close();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  test('shows what is left over of components that the installation no longer has, and removes it', async () => {
    const file = join(directory, 'demo.yaml');
    const fewer = 'release: sample, components: [workspaces, login, notebooks, user-workspace]';
    await writeFile(file, (await readFile(file, 'utf8')).replace('release: sample', fewer));
    await product.mla('apply', file, '--follow');
    const recorder = { namespace: 'sample-notebooks', name: 'history-recorder' };
    expect(await client.get(builtInTypes.deployment, recorder)).toBeDefined();
    await page.goto(`${product.url}/installations/demo/ready`);
    const card = page.getByRole('region', { name: 'Remove what is left over' });
    await card.getByRole('button', { name: 'Review what goes and stays' }).click();
    await card.getByText('Programs, with their pods', { exact: false }).click();
    await card.getByText('Deployment sample-notebooks/history-recorder').waitFor();
    await expectNoProblems(page);
    await card.getByRole('button', { name: 'Remove what is left over' }).click();
    await page.waitForURL(/\/installations\/demo$/);
    await page.getByText('Removing components that the installation no longer has').first().waitFor();
    await expect
      .poll(async () => client.get(builtInTypes.deployment, recorder), { timeout: patience.condition })
      .toBeUndefined();
    expect(await client.get(builtInTypes.deployment, { namespace: 'sample-login', name: 'login' })).toBeDefined();
    await expect
      .poll(async () => (await product.mla('status', 'demo')).stdout, { timeout: patience.condition })
      .toContain('remove-left-over succeeded');
  });

  test('shows what goes, what stays and why; chosen data goes only with the typed name; the run ends and says so', async () => {
    await page.goto(`${product.url}/installations/demo/ready`);
    const card = page.getByRole('region', { name: 'Remove Kubeflow' });
    const password = page.getByRole('button', { name: 'Show the password' });
    const stays = page.getByText('If you no longer want Kubeflow, remove it first.');
    await password.waitFor();
    expect(await stays.count()).toBe(1);
    await card.getByRole('button', { name: 'Review what goes and stays' }).click();
    await card.getByText('Users have made nothing that goes.').waitFor();
    await card.getByText('Custom resources, before their controllers', { exact: false }).click();
    await card.getByText('Certificate sample-system/workspace-webhook').waitFor();
    await card.locator('summary').last().click();
    await card.getByText('Secret sample-notebooks/history-database: it opens the data of', { exact: false }).waitFor();

    await card.getByRole('checkbox', { name: 'sample-notebooks/history-archive' }).check();
    await card.getByRole('checkbox', { name: 'sample-notebooks/data-history-database-0' }).check();
    const typed = card.getByRole('textbox', { name: 'Type demo to confirm that the chosen data is deleted' });
    await card.getByRole('button', { name: 'Remove Kubeflow' }).click();
    await card.getByText('Nothing is deleted before you type demo here.').waitFor();
    await expectNoProblems(page);
    expect(await client.get(builtInTypes.namespace, { name: 'sample-notebooks' })).toBeDefined();

    await typed.fill('demo');
    await card.getByRole('button', { name: 'Remove Kubeflow' }).click();
    await page.waitForURL(/\/installations\/demo$/);
    await page.getByText('Removing the sample').first().waitFor();
    await expect.poll(async () => added(before, await snapshot(client)), { timeout: patience.condition }).toEqual([]);

    await page.goto(`${product.url}/installations/demo/ready`);
    await page.getByRole('heading', { name: 'Kubeflow is removed' }).waitFor();
    await page.getByRole('button', { name: 'Download kubeconfig' }).waitFor();
    for (const gone of [card, password, stays]) expect(await gone.count()).toBe(0);
    await page.goto(product.url);
    await page.getByText('Kubeflow removed').waitFor();
  });

  test('finds a Kubeflow that MLAnywhere did not install by its connection, shows what goes and stays, and removes it after the typed name', async () => {
    const kubeconfig = join(directory, 'cluster.kubeconfig');
    await installByHand(client, { kubeconfig });
    const settings = { namespace: 'sample-login', name: 'login-page' };
    await client.mergePatch(builtInTypes.configMap, settings, { data: { title: 'Ours' } });

    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: /^here/ }).check();
    await page.getByRole('link', { name: 'Remove a Kubeflow from the cluster of here' }).click();
    await page.waitForURL(/\/connections\/here\/uninstall$/);
    await page.getByRole('heading', { name: 'This is Sample release 1.0.0' }).waitFor();
    await page.getByText('46 objects as the release has them, 1 different, 0 absent').waitFor();
    await page.getByText('Stays', { exact: true }).waitFor();
    const different = page.getByRole('checkbox', { name: /^Objects that differ from the release · 1 object/ });
    await different.waitFor();
    await page.getByText('Choose single objects').first().click();
    await page.getByRole('checkbox', { name: 'ConfigMap sample-login/login-page' }).waitFor();
    await expectNoProblems(page);

    const remove = page.getByRole('button', { name: 'Remove this Kubeflow' });
    await remove.click();
    await page.getByText('Nothing is removed before you type found-here here.').waitFor();
    expect(await client.get(builtInTypes.configMap, settings)).toBeDefined();
    await different.check();
    await page.getByRole('checkbox', { name: /^Objects that programs of Kubeflow made/ }).check();
    for (const claim of ['history-archive', 'data-history-database-0'])
      await page.getByRole('checkbox', { name: `sample-notebooks/${claim}` }).check();
    await page
      .getByRole('textbox', { name: 'Type found-here to confirm that this Kubeflow is removed' })
      .fill('found-here');
    await page.getByText('Looking at the cluster again…').waitFor({ state: 'detached' });
    await remove.click();
    await page.waitForURL(/\/installations\/found-here$/);
    await page.getByText('100 % Done').waitFor({ timeout: patience.condition });
    expect(added(before, await snapshot(client))).toEqual([]);
  });
});

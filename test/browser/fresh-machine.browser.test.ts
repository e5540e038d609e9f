import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoControlPlane } from '../../sandbox/binary.ts';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { kubeflow26_03_1 } from '../../src/kubeflow/releases/26.03.1.ts';
import {
  openGithubBehindProxy,
  type GithubBehindProxy,
} from '../../src/kubeflow/upstream/testing/github-behind-proxy.fixture.ts';
import { sourcesDirectory } from '../../src/kubeflow/upstream/testing/kubeflow-sources.fixture.ts';
import { hasTinyproxy } from '../../src/network/testing/tinyproxy.fixture.ts';
import { chromiumPath, launchBrowser, openPage } from './fixtures/browser.fixture.ts';
import { openRealProduct } from './fixtures/real-product.fixture.ts';
import { patience } from '../patience.fixture.ts';

const unable =
  chromiumPath === undefined ||
  sourcesDirectory === undefined ||
  !hasTinyproxy ||
  (await whyNoControlPlane(process.env)) !== undefined;
const long = { timeout: patience.work };

describe.skipIf(unable)('on a machine that has nothing of Kubeflow, behind a proxy', () => {
  let directory: string;
  let github: GithubBehindProxy;
  let cluster: SandboxCluster;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-fresh-machine-'));
    github = await openGithubBehindProxy([kubeflow26_03_1]);
    cluster = await startSandboxCluster({ name: 'fresh-machine', directory });
  });
  afterAll(async () => {
    await cluster.stop();
    await github.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  test('a person with a kubeconfig gets Kubeflow in stage 3 and installs notebooks', async () => {
    await using product = await openRealProduct({ environment: { ...github.environment }, known: github.known });
    const browser = await launchBrowser();
    const { page, complaints } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('textbox', { name: 'Kubeconfig', exact: true }).fill(cluster.kubeconfig);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('fresh');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();

    await page.getByText('Kubeflow 26.03.1 is not on this machine.').waitFor(long);
    await page.getByRole('button', { name: 'Get Kubeflow 26.03.1' }).click();
    await page.getByText('727 objects').waitFor(long);
    await page.getByRole('radio', { name: /^Only what I choose/ }).check();
    // The others go one by one: what Notebooks needs then cannot be chosen or left out any more.
    const others = page
      .locator('.mla-components label:has(input:checked:enabled)')
      .filter({ hasNotText: /^Notebooks/ });
    while ((await others.count()) > 0) await others.first().click();

    // What the cluster may have already: chosen, shown in the YAML, and taken back.
    const istio = page.getByRole('combobox', { name: 'Istio', exact: true });
    const yaml = page.locator('pre[aria-label="YAML"]');
    await istio.selectOption('Use mine');
    await expect.poll(() => yaml.textContent()).toMatch(/foundation:\s+istio: yours/);
    await istio.selectOption('Install it');
    await expect.poll(() => yaml.textContent()).not.toContain('yours');
    await page.getByRole('button', { name: 'Install Kubeflow' }).click();
    await page.getByText('100 % Done').waitFor(long);
    expect(new Set(github.tunnels)).toEqual(new Set(['github.com:443', 'codeload.github.com:443']));
    expect(complaints).toEqual([]);
    await browser.close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { whyNoControlPlane } from '../../../sandbox/binary.ts';
import { startSandboxCluster } from '../../../sandbox/cluster.ts';
import { kindTool } from '../../../src/platforms/kind/kind-tool.ts';
import { createLaptopPlatform } from '../../../src/platforms/laptop/laptop-platform.ts';
import { laptopInstallation } from '../../../src/platforms/laptop/testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../../../src/platforms/laptop/testing/recorded-machine.fixture.ts';
import { eventually } from '../../patience.fixture.ts';
import { expectNoProblems } from '../fixtures/axe.fixture.ts';
import { chromiumPath, launchBrowser, openPage } from '../fixtures/browser.fixture.ts';
import { openRealProduct } from '../fixtures/real-product.fixture.ts';

const unable = chromiumPath === undefined || (await whyNoControlPlane(process.env)) !== undefined;

describe.skipIf(unable)('a cluster on this machine, after a reboot', () => {
  test('is shown as stopped on the start page, started there, and stopped on its own page', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mla-reboot-'));
    const cluster = await startSandboxCluster({ name: 'reboot', directory, simulate: false });
    await using machine = await createRecordedMachine(['docker', 'kind']);
    machine.state.kubeconfig = cluster.kubeconfig;
    await using product = await openRealProduct({ platforms: [createLaptopPlatform(kindTool, machine)] });
    const { client } = product;
    const browser = await launchBrowser();
    try {
      await client.call('applyInstallation', { body: laptopInstallation('kind', { name: 'mine' }), query: {} });
      await eventually(async () => {
        const { run } = await client.call('getInstallation', { params: { name: 'mine' } });
        return run?.state === 'succeeded' || undefined;
      });
      const { page } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
      await page.goto(product.url);
      await page.getByText('mine', { exact: true }).waitFor();
      expect(await page.getByRole('button', { name: 'Start cluster' }).count()).toBe(0);
      const tag = page.locator('.mla-state');
      expect(await tag.textContent()).toBe('Ready');

      // A reboot ends the containers, and nobody starts them again.
      for (const { id } of machine.state.containers()) machine.state.changeContainer(id, { running: false });
      await page.reload();
      const strip = page.getByRole('region', { name: 'Cluster of mine' });
      await strip.getByText('The cluster is stopped').waitFor();
      expect(await tag.textContent()).toBe('Stopped');
      // Not over the cards of the next row.
      const bottomOf = async (part: Locator) => part.evaluate((one) => one.getBoundingClientRect().bottom);
      expect(await bottomOf(strip)).toBeLessThanOrEqual(await bottomOf(page.locator('li', { has: strip })));
      await expectNoProblems(page);
      await strip.getByRole('button', { name: 'Start cluster' }).click();
      await strip.getByText('The cluster runs.').waitFor();
      expect(await tag.textContent()).toBe('Ready');
      expect(machine.state.containers().every(({ running }) => running)).toBe(true);

      await page.goto(`${product.url}/installations/mine/ready`);
      await page.getByRole('button', { name: 'Stop cluster' }).click();
      await page.getByText('Notebooks, pipelines and models in the cluster stop too').waitFor();
      await page.getByRole('button', { name: 'Stop it' }).click();
      await page.getByText('The cluster is stopped').waitFor();
      expect(machine.state.containers().some(({ running }) => running)).toBe(false);
      await page.getByRole('button', { name: 'Start cluster' }).waitFor();
    } finally {
      await browser.close();
      await cluster.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

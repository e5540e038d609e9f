import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbound } from '../../../src/network/outbound.ts';
import { kindTool } from '../../../src/platforms/kind/kind-tool.ts';
import type { PinnedFile } from '../../../src/platforms/laptop/download/pinned-tools.ts';
import { createLaptopPlatform } from '../../../src/platforms/laptop/laptop-platform.ts';
import { createSurroundings } from '../../../src/platforms/laptop/surroundings.ts';
import {
  createRecordedMachine,
  type RecordedMachine,
} from '../../../src/platforms/laptop/testing/recorded-machine.fixture.ts';
import { expectNoProblems } from '../fixtures/axe.fixture.ts';
import { chromiumPath, launchBrowser, openPage } from '../fixtures/browser.fixture.ts';
import { openProduct, type Product } from '../fixtures/product.fixture.ts';

/** A server with a program that can be downloaded. */
interface ServedProgram {
  readonly server: Server;
  readonly file: PinnedFile;
  /** Whether someone has changed the program since. */
  isChanged: boolean;
}

async function serveProgram(text: string): Promise<ServedProgram> {
  const server = createServer((_, response) => response.end(served.isChanged ? `${text}\n` : text));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const served: ServedProgram = {
    server,
    file: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/kind`,
      sha256: createHash('sha256').update(text).digest('hex'),
    },
    isChanged: false,
  };
  return served;
}

describe.skipIf(chromiumPath === undefined)('a cluster on this machine', () => {
  let machine: RecordedMachine;
  let program: ServedProgram;
  let product: Product;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    machine = await createRecordedMachine([]);
    program = await serveProgram(machine.textOf('kind'));
    const downloads = join(machine.directory, 'downloads');
    const surroundings = createSurroundings(machine.environment, { downloads });
    const given = { ...machine, surroundings, fetch: createOutbound({}).fetch, file: program.file };
    product = await openProduct({ platforms: [createLaptopPlatform(kindTool, given)] });
    browser = await launchBrowser();
    ({ page } = await openPage(browser, { url: product.url, loginLink: product.loginLink() }));
  });
  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
    program.server.close();
    await machine[Symbol.asyncDispose]();
  });

  test('is offered after a cluster of one’s own; its card says what is missing, and after the fix what is there', async () => {
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'kind on this machine' }).waitFor();
    const titles = await page.locator('.mla-platform-title').allTextContents();
    expect(titles.slice(0, 2)).toEqual(['A cluster you have', 'kind on this machine']);
    expect(titles.indexOf('Cisco Container Platform')).toBeGreaterThan(1);
    const card = page.locator('.mla-platform', { hasText: 'kind on this machine' });
    await card.getByText('Missing on this machine: kind, Container engine').waitFor();
    await page.getByRole('radio', { name: 'kind on this machine' }).check();
    const report = page.getByRole('list', { name: 'What this machine has' });
    await report.getByText('This machine has no kind.').waitFor();
    await report.getByText('This machine has no container engine.').waitFor();
    expect(await report.getByText('What to do').count()).toBe(2);
    await expectNoProblems(page);

    await machine.install('docker');
    await page.getByRole('button', { name: 'Check again' }).click();
    await card.getByText('Missing on this machine: kind', { exact: true }).waitFor();
    machine.state.engine = { memory: 7.7 * 1024 ** 3, cpus: 4 };
    await machine.install('kind');
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('This machine has what the cluster needs').waitFor();
    await card.getByText(/^Fits a light choice of components: kind .* · Docker .* · 7\.7 GiB · 4 CPUs$/).waitFor();
  });

  test('downloads a missing kind with the digest that it shows, and names clusters that are not ours', async () => {
    await machine.remove('kind');
    await machine.install('docker');
    const labels = { 'io.x-k8s.kind.cluster': 'theirs' };
    machine.state.addContainer({ name: 'theirs-control-plane', image: 'x', labels, binds: [], ports: [] });
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'kind on this machine' }).check();
    const report = page.getByRole('list', { name: 'What this machine has' });
    await report.getByText(program.file.sha256).waitFor();
    await page.getByText('Clusters on this machine that MLAnywhere did not create').waitFor();
    await page
      .locator('pre', { hasText: 'mla connection add existing theirs --kubeconfig theirs.kubeconfig' })
      .waitFor();
    await expectNoProblems(page);

    program.isChanged = true;
    await report.getByRole('button', { name: 'Download kind 0.33.0' }).click();
    await report.getByText(/is not the kind that MLAnywhere knows/).waitFor();
    await report.getByText('This machine has no kind.').waitFor();
    await expectNoProblems(page);
    program.isChanged = false;
    await report.getByRole('button', { name: 'Download kind 0.33.0' }).click();
    await report.getByText('kind 0.33.0', { exact: true }).waitFor();
    expect(await report.getByRole('button').count()).toBe(0);
    await page.getByText('This machine has what the cluster needs').waitFor();
    await page.getByRole('button', { name: 'Check again' }).click();
    await report.getByText('kind 0.33.0', { exact: true }).waitFor();
    machine.state.removeContainer('theirs-control-plane');
  });

  test('has every field with its problem beside it, and the light choice is suggested to a small machine', async () => {
    machine.state.engine = { memory: 7.7 * 1024 ** 3, cpus: 4 };
    for (const program of ['docker', 'kind'] as const) await machine.install(program);
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'kind on this machine' }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('mine');
    await page.getByRole('combobox', { name: 'Kubernetes version' }).selectOption('1.35');
    await page.getByRole('combobox', { name: 'Container engine' }).selectOption('Docker');
    await page.getByText('Ports, images, mirror and certificates').click();
    const ports = page.getByRole('textbox', { name: /^Ports/ });
    await ports.fill('8080');
    await page.getByRole('textbox', { name: /^Certificates that the nodes trust/ }).fill('no certificate');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('must be PORT:NODEPORT, for example 8080:31380').waitFor();
    await page.getByText('must be certificates in PEM form, without a private key').waitFor();
    await expectNoProblems(page);
    await ports.fill('8123:31380');
    await page.getByRole('textbox', { name: /^Certificates that the nodes trust/ }).fill('');
    await page.locator('pre[aria-label="YAML"]', { hasText: '8123:31380' }).waitFor();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();

    const components = page.getByRole('group', { name: 'Components' });
    await components.getByText('suggested', { exact: true }).waitFor();
    await components.getByText('Docker has 7.7 GiB of memory and 4 CPUs. That is too little for everything').waitFor();
    await expectNoProblems(page);
    await components.getByRole('radio', { name: /^Light/ }).check();
    await components.getByText('That is too little for everything').waitFor({ state: 'detached' });
    await page.locator('pre[aria-label="YAML"]', { hasText: 'components: light' }).waitFor();
  });
});

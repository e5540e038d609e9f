import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, signInWithToken } from './fixtures/browser.fixture.ts';
import {
  fillCluster,
  saveLab,
  startSandboxRun,
  toClusterStage,
  typeConnection,
} from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

describe.skipIf(chromiumPath === undefined)('the pages', () => {
  const visit = visitPages();
  let product: Product;
  let page: Page;
  beforeEach(() => void ({ product, page } = visit));
  afterEach(() => {
    product.controls.holdAt = undefined;
  });

  test('are found at the original’s addresses', async () => {
    await page.goto(`${product.url}/stage4`);
    await page.waitForURL(`${product.url}/`);
    for (const [old, now] of [
      ['/stage1', '/new/connect'],
      ['/stage2', '/new/cluster'],
      ['/stage3', '/new/kubeflow'],
    ] as const) {
      await page.goto(`${product.url}${old}`);
      await page.waitForURL(`${product.url}${now}`);
    }
    await startSandboxRun(product, 'newest');
    await page.goto(`${product.url}/stage4`);
    await page.waitForURL(`${product.url}/installations/newest/ready`);
  });

  test('keep the page one wanted through the login, also after a reload', async () => {
    await page.context().clearCookies();
    await page.goto(`${product.url}/new/kubeflow`);
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.reload();
    await signInWithToken(page, product.token);
    await page.waitForURL(`${product.url}/new/kubeflow`);
  });

  test('pin a certificate only after the person said yes to its fingerprint', async () => {
    await page.goto(`${product.url}/new/connect`);
    await typeConnection(page, product);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('heading', { name: 'Is this your server?' }).waitFor();
    expect(await page.getByRole('button', { name: 'Save and continue' }).count()).toBe(0);
    const logins = () => product.ccp.requests.filter(({ path }) => path.includes('login')).length;
    expect(logins()).toBe(0);
    await page.getByRole('button', { name: /trust this certificate/i }).click();
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByRole('heading', { name: 'Cluster', level: 1, exact: true }).waitFor();
    expect(logins()).toBeGreaterThan(0);
    const [saved] = await product.client.call('listConnections', {});
    expect(saved?.trust).toEqual({ mode: 'fingerprint', sha256: product.ccp.fingerprint });
  });

  test('keep a draft for a reload, and no password in it', async () => {
    await saveLab(product);
    await toClusterStage(page, product);
    await fillCluster(page, 'kept');
    await page.getByText('The machines use a proxy').click();
    await page.getByRole('textbox', { name: /^HTTP proxy/ }).fill('http://me:canary-7d@proxy.example.com:3128');
    await page.reload();
    expect(await page.getByRole('textbox', { name: 'Cluster name' }).inputValue()).toBe('kept');
    await page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('#field-spec-cluster-ccp-datastore')?.value === 'hx-datastore-1',
    );
    const kept = await page.evaluate(() =>
      JSON.stringify([sessionStorage, localStorage].map((storage) => Object.entries(storage))),
    );
    expect(kept).toContain('proxy.example.com');
    for (const secret of ['canary-7d', product.ccp.password, product.token]) expect(kept).not.toContain(secret);
  });

  test('take further groups of workers, keep them for a reload, and show them in the YAML and the request', async () => {
    await saveLab(product);
    await toClusterStage(page, product);
    await fillCluster(page, 'grouped');
    await page.getByRole('button', { name: 'Show all fields' }).click();
    const group = (number: number) => page.getByRole('group', { name: `Worker group ${number}` });
    const nameOf = (number: number) => group(number).getByRole('textbox', { name: 'Group name' });
    await page.getByRole('button', { name: 'Add a worker group' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-spec-cluster-ccp-moreWorkers-0-name');
    expect(await nameOf(2).inputValue()).toBe('group-2');
    await nameOf(2).fill('gpu');
    await group(2).getByRole('spinbutton', { name: 'Workers' }).fill('2');
    await group(2).getByRole('combobox', { name: 'GPU per worker' }).selectOption('nvidia-tesla-t4');
    await page.getByRole('button', { name: 'Add a worker group' }).click();
    await nameOf(3).fill('gpu');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await group(3).getByText('is the name of another group too').waitFor();
    await page.getByRole('button', { name: 'Remove worker group 3' }).click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add a worker group');

    await page.reload();
    expect(await nameOf(2).inputValue()).toBe('gpu');
    const shown = async (tab: string): Promise<string> => {
      await page.getByRole('button', { name: tab, exact: true }).click();
      return (await page.locator(`.mla-show-as pre[aria-label="${tab}"]`).textContent()) ?? '';
    };
    await expect
      .poll(() => shown('YAML'))
      .toMatch(/moreWorkers:\s+- name: gpu\s+count: 2\s+gpu:\s+type: nvidia-tesla-t4/);
    await expect
      .poll(() => shown('Platform request'))
      .toMatch(
        /"name": "gpu",\s+"size": 2,\s+"vcpus": 8,\s+"memory_mb": 32768,\s+"gpus": \[\s+\{\s+"type": "nvidia-tesla-t4"/,
      );
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByRole('radio', { name: /^Sample release/ }).check();
    await page.getByText('of 40.0 cores on the workers').waitFor();
  });

  test('say each phase of a run to those who only listen, and nothing else', async () => {
    await page.addInitScript(() => {
      const said: string[] = [];
      Object.assign(globalThis, { said });
      new MutationObserver(() => {
        const text = document.getElementById('phase-announcer')?.textContent ?? '';
        if (text !== '' && said.at(-1) !== text) said.push(text);
      }).observe(document, { subtree: true, childList: true, characterData: true });
    });
    product.controls.holdAt = 'create-cluster';
    await startSandboxRun(product, 'spoken');
    await page.goto(`${product.url}/installations/spoken`);
    const announcer = page.locator('#phase-announcer[role=status][aria-live=polite]');
    await announcer.getByText('Create cluster: running').waitFor({ state: 'attached' });
    product.controls.holdAt = 'install';
    await announcer.getByText('Install the sample: running').waitFor({ state: 'attached' });
    product.controls.holdAt = undefined;
    await announcer.getByText('Done').waitFor({ state: 'attached' });
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said.slice(0, 1)).toEqual(['Create cluster: running']);
    // The scripted steps make their plan within the install: until then nobody knows the release's name.
    expect(
      said.filter(
        (text) =>
          !/^(Create cluster|Preflight|Plan|Install (?:Kubeflow|the sample)|Hand over): (running|done)$|^(Running|Done)$/.test(
            text,
          ),
      ),
    ).toEqual([]);
    expect(await page.getByRole('log').getAttribute('aria-live')).toBe('off');
  });

  test('call an expected time a guess before anything was measured, and say so when a run takes longer than usual', async () => {
    const before = await startSandboxRun(product, 'quick');
    await expect
      .poll(async () => (await product.client.call('getRun', { params: { id: before } })).state)
      .toBe('succeeded');
    product.controls.holdAt = 'install';
    await startSandboxRun(product, 'slow');
    // The run before it took a moment: this one, held, soon takes longer.
    await page.goto(`${product.url}/installations/slow`);
    await page.getByText(/usually about/).waitFor();
    await page.getByText('This takes longer than usual.').waitFor();
    // On another platform nothing was measured yet.
    await saveLab(product);
    await toClusterStage(page, product);
    await fillCluster(page, 'first-of-its-kind');
    product.controls.holdAt = 'create-cluster';
    await page.getByRole('button', { name: 'Create cluster', exact: true }).click();
    await page.getByRole('link', { name: 'Open the full log' }).click();
    await page.getByText(/estimate: about 25 min/).waitFor();
    expect(await page.getByText('This takes longer than usual.').count()).toBe(0);
    expect(await page.getByText('skipped').count()).toBe(5);
  });

  test('stand still for who asked for less motion, and move for who did not', async () => {
    product.controls.holdAt = 'create-cluster';
    await startSandboxRun(product, 'still');
    await page.goto(`${product.url}/installations/still`);
    await page.getByText('Node still-4: Running').waitFor();
    const moving = () =>
      page.evaluate(
        () =>
          document
            .getAnimations()
            .filter(
              (animation) =>
                animation.playState === 'running' && Number(animation.effect?.getComputedTiming().duration) > 1,
            ).length,
      );
    expect(await moving()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await expect.poll(moving).toBeGreaterThan(0);
  });
});

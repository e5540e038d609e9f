import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findControlPlaneBinary, whyNoControlPlane } from '../../sandbox/binary.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { followLogin, chromiumPath, launchBrowser, openPage } from './fixtures/browser.fixture.ts';
import { fillCluster, publicKey, typeConnection } from './fixtures/go-through.fixture.ts';
import { pick, press, tabTo, type } from './fixtures/keyboard.fixture.ts';
import { openRealProduct, type RealProduct } from './fixtures/real-product.fixture.ts';
import { patience } from '../patience.fixture.ts';

const run = promisify(execFile);
const unable = chromiumPath === undefined || (await whyNoControlPlane(process.env)) !== undefined;
/** A control plane starts in this time on a machine that is busy with other things. */
const long = { timeout: patience.work };

describe.skipIf(unable)('on a real control plane, a person who comes for the first time', () => {
  let product: RealProduct;
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());
  beforeEach(async () => void (product = await openRealProduct()));
  afterEach(() => product[Symbol.asyncDispose]());

  test('comes by mouse from the empty home to a kubeconfig with which kubectl sees Kubeflow’s workloads, and deletes it all again', async () => {
    const { page, complaints, context } = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await page.getByRole('link', { name: 'Set up a cluster' }).click();
    await typeConnection(page, product);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('heading', { name: 'Is this your server?' }).waitFor();
    expect(await page.locator('.mla-fingerprint').textContent()).toBe(product.ccp.fingerprint);
    await page.getByRole('button', { name: /trust this certificate/i }).click();
    await page.getByRole('button', { name: 'Save and continue' }).click();
    await fillCluster(page, 'mouse');
    await page.getByText('This name is free.').waitFor();
    await page.getByRole('button', { name: 'Create cluster', exact: true }).click();

    await page.getByRole('heading', { name: 'Your cluster is ready' }).waitFor(long);
    await page.getByRole('radio', { name: /^Sample release/ }).check();
    await page.getByRole('button', { name: 'Check now' }).click();
    expect(await page.getByText(/^\d+ passed/).textContent()).not.toContain('failed');
    await page.getByRole('button', { name: 'Install the sample', exact: true }).click();
    await waitUntilDone(page, product, 'mouse');
    await page.getByRole('link', { name: 'Go to your cluster' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download kubeconfig' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('mouse.kubeconfig');
    await expectSampleIn(await file.path());

    const { password } = await product.client.call('revealCredentials', { params: { name: 'mouse' } });
    expect(await page.getByText(password).count()).toBe(0);
    await page.getByRole('button', { name: 'Show the password' }).click();
    await page.getByText(password).waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByText(password).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Review and delete' }).click();
    await page.getByText('Will be deleted').waitFor();
    await deleteByName(page, 'mouse');
    await waitUntilDone(page, product, 'mouse');
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('comes the same way by keyboard alone', async () => {
    const { page, complaints, context } = await openPage(browser, { url: product.url });
    await followLogin(page, product.loginLink());
    await press(page, 'New installation');
    await page.getByRole('heading', { name: 'Connect', level: 1, exact: true }).waitFor();
    // Radio buttons are one stop for Tab; within them one goes by arrows.
    await tabTo(page, 'A cluster you have…');
    await page.getByText('Drop your kubeconfig here').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByLabel('Address', { exact: true }).waitFor();
    await type(page, 'Connection name', 'keys');
    await type(page, 'Address', product.ccp.address);
    await type(page, 'User', product.ccp.username);
    await type(page, 'Password', product.ccp.password);
    await press(page, 'Test connection');
    await page.getByRole('heading', { name: 'Is this your server?' }).waitFor();
    await press(page, 'Trust this certificate');
    await page.getByText('Connected', { exact: true }).waitFor();
    await press(page, 'Save and continue');
    await page.getByRole('heading', { name: 'Cluster', level: 1, exact: true }).waitFor();

    await type(page, 'Cluster name', 'keys');
    for (const [list, entry] of [
      ['Datacenter', 'Lab 1'],
      ['vSphere cluster', 'HX-Cluster'],
      ['Network', 'VM Network'],
      ['Datastore', 'hx-datastore-1'],
    ] as const)
      await pick(page, list, entry);
    await type(page, 'Public SSH key', publicKey);
    await press(page, 'Continue to Kubeflow');
    await page.getByText('Kubeflow 26.03.1 is not on this machine.').waitFor();
    await press(page, 'Sample release…', 'Space');
    await page.getByText('Resources needed').waitFor();
    await press(page, 'Create cluster and install the sample');
    await waitUntilDone(page, product, 'keys');
    await press(page, 'Go to your cluster');
    await page.getByRole('heading', { name: 'Ready', level: 1, exact: true }).waitFor();
    const download = page.waitForEvent('download');
    await press(page, 'Download kubeconfig');
    await expectSampleIn(await (await download).path());
    expect(complaints).toEqual([]);
    await context.close();
  });
});

/** kubectl takes the kubeconfig, and finds each of the plan's workloads with all its pods ready. */
async function expectSampleIn(kubeconfig: string): Promise<void> {
  const { file, leading } = (await findControlPlaneBinary()).command('kubectl');
  const { stdout } = await run(file, [
    ...leading,
    '--kubeconfig',
    kubeconfig,
    'get',
    'deployments,statefulsets',
    '--all-namespaces',
    '--output',
    'json',
  ]);
  const { items } = JSON.parse(stdout) as {
    items: readonly {
      kind: string;
      metadata: { namespace: string; name: string };
      spec: { replicas: number };
      status: { readyReplicas?: number };
    }[];
  };
  const ready = items
    .filter(({ spec, status }) => status.readyReplicas === spec.replicas)
    .map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  const plan = makePlan({
    release: await loadSampleRelease(),
    components: 'all',
    installation: { name: 'any' },
    parameters: {},
  });
  const planned = plan.objects
    .filter(({ type: { kind } }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(({ key }) => `${key.kind} ${key.namespace}/${key.name}`);
  expect(planned.length).toBeGreaterThan(3);
  expect(ready).toEqual(expect.arrayContaining(planned));
}

/** A run that does not end in time is told with what the engine knows of it, beside what the page shows. */
async function waitUntilDone(page: Page, { client }: RealProduct, name: string): Promise<void> {
  // Stage 3 shows the cluster's run as done beside the button that starts the next one.
  await page.waitForURL(`**/installations/${name}`);
  await page
    .getByText('100 % Done')
    .waitFor(long)
    .catch(async (failure: unknown) => {
      const [run] = await client.call('listRuns', { query: {} });
      const events =
        run === undefined
          ? []
          : await client.call('listEvents', { params: { id: run.id }, query: { after: 0, limit: 5000 } });
      const shown = await page.locator('main').innerText();
      throw new Error(
        `The page: ${shown}\nThe run: ${JSON.stringify(run)}\nIts last events:\n${events
          .slice(-30)
          .map((event) => JSON.stringify(event))
          .join('\n')}`,
        { cause: failure },
      );
    });
}

async function deleteByName(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox').fill(name);
  await page.getByRole('button', { name: /^Delete/ }).click();
}

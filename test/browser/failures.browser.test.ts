import { codeOf } from '../../src/server/service.fixture.ts';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, followLogin, openPage, signInWithToken } from './fixtures/browser.fixture.ts';
import { fillCluster, saveLab, startSandboxRun, toClusterStage } from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

describe.skipIf(chromiumPath === undefined)('when something goes wrong', () => {
  const visit = visitPages(saveLab);
  let product: Product;
  let browser: Browser;
  let page: Page;
  beforeEach(() => void ({ product, browser, page } = visit));
  afterEach(() => {
    Object.assign(product.controls, { failAt: undefined, holdAt: undefined, noRoomAt: undefined });
    product.ccp.switches.faults = [];
  });

  test('a failed step says what, why and what to do; the kubeconfig is offered all the same; a retry ends well in the same log', async () => {
    product.controls.failAt = 'install';
    await startSandboxRun(product, 'failing');
    await page.goto(`${product.url}/installations/failing`);
    await page.getByText('What stopped the run').waitFor();
    expect(await page.getByText('told to fail at install').count()).toBeGreaterThan(0);
    expect(await page.getByText('What to do:').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Go to your cluster' }).click();
    await page.getByText('Use the kubeconfig to look inside').waitFor();
    await page.getByRole('button', { name: 'Download kubeconfig' }).waitFor();
    await page.goBack();
    product.controls.failAt = undefined;
    await page.getByRole('button', { name: 'Retry from the failed step' }).click();
    await page.getByText('100 % Done').waitFor();
    expect(await page.getByText('attempt 2').count()).toBeGreaterThan(0);
    expect(await page.getByText('What stopped the run').count()).toBe(0);
  });

  test('credentials can be changed before the retry', async () => {
    product.controls.failAt = 'connect';
    await toClusterStage(page, product);
    await fillCluster(page, 'locked');
    await page.getByRole('button', { name: 'Create cluster', exact: true }).click();
    await page.getByText('Couldn’t create your cluster').waitFor();
    await page.getByRole('link', { name: 'Open the full log' }).click();
    product.controls.failAt = undefined;
    await page.getByRole('button', { name: 'Change credentials first' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address', { exact: true }).fill(product.ccp.address);
    await dialog.getByLabel('User', { exact: true }).fill(product.ccp.username);
    await dialog.getByLabel('Password', { exact: true }).fill(product.ccp.password);
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await dialog.getByRole('button', { name: /trust this certificate/i }).click();
    await dialog.getByRole('button', { name: 'Save and continue' }).click();
    await page.getByText('100 % Done').waitFor();
  });

  test('cancel asks once, stops the run, and the run can go on later', async () => {
    product.controls.holdAt = 'create-cluster';
    await startSandboxRun(product, 'stopped');
    await page.goto(`${product.url}/installations/stopped`);
    await page.getByText('Node stopped-4: Running').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Keep running' }).click();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    product.controls.holdAt = undefined;
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('100 % Done').waitFor();
  });

  test('a run that rests says why and that it goes on; afterwards nothing warns any more, and only the log remembers', async () => {
    product.controls.noRoomAt = 'create-cluster';
    await startSandboxRun(product, 'resting', 'cluster only');
    await page.goto(`${product.url}/installations/resting`);
    const reason = page.getByRole('main').getByText('The disk that holds /var/lib/mlanywhere is full.').first();
    await page.getByRole('heading', { name: 'Run paused' }).waitFor();
    await reason.waitFor();
    await page.getByText('The run resumes automatically').waitFor();
    expect(await page.locator('.mla-progress').textContent()).toContain('Paused');
    expect(await page.getByRole('button', { name: 'Cancel', exact: true }).isEnabled()).toBe(true);
    await page.goto(product.url);
    await page.getByRole('link', { name: /resting.*Paused.*The disk that holds .* is full/s }).waitFor();
    await page.goBack();
    product.controls.noRoomAt = undefined;
    await page.getByText('100 % Done').waitFor();
    expect(await page.getByText('Run paused').count()).toBe(0);
    expect(await page.getByText('Warnings', { exact: true }).locator('visible=true').count()).toBe(0);
    await page.getByText('The disk has free space again').waitFor();
  });

  test('a second run of an installation says of its cluster that it was there already', async () => {
    await startSandboxRun(product, 'again', 'cluster only');
    await page.goto(`${product.url}/installations/again`);
    await page.getByText('100 % Done').waitFor();
    expect(await page.getByText('already existed').locator('visible=true').count()).toBe(0);
    await startSandboxRun(product, 'again');
    await page.reload();
    await page.getByText('100 % Done').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Create cluster' }).getByText('already existed').waitFor();
  });

  test('a component that has its turn later says after what', async () => {
    product.controls.pace = 100;
    await startSandboxRun(product, 'turns');
    await page.goto(`${product.url}/installations/turns`);
    await page
      .getByRole('row', { name: /Samples/ })
      .getByText(/^After /)
      .waitFor();
    product.controls.pace = 5;
    await page.getByText('100 % Done').waitFor();
  });

  test('a name that is taken is said while it is typed, and blocks', async () => {
    await toClusterStage(page, product);
    await fillCluster(page, 'fine');
    await page.getByText('This name is free.').waitFor();
    product.ccp.switches.faults = [
      {
        path: '/v3/clusters',
        when: 'before',
        with: {
          status: 200,
          contentType: 'application/json',
          body: JSON.stringify([{ id: '1', name: 'taken', status: 'READY' }]),
        },
        times: 50,
      },
    ];
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('taken');
    await page.getByText('A cluster with this name already exists.').waitFor();
    await page.getByRole('button', { name: 'Create cluster', exact: true }).click();
    await page.getByText('Some fields need your attention').waitFor();
    expect(page.url()).toContain('/new/cluster');
  });

  test('a name check that is down is said, and does not block', async () => {
    product.ccp.switches.faults = [
      { method: 'GET', path: '/v3/clusters', when: 'before', with: { status: 500, body: 'out of order' }, times: 50 },
    ];
    await toClusterStage(page, product);
    await fillCluster(page, 'unchecked');
    await page.getByText('Couldn’t check whether this name is free').waitFor();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByRole('heading', { name: 'Kubeflow', level: 1, exact: true }).waitFor();
  });

  test('an SSH key that is none is refused in words for what it is, and the cursor goes to it', async () => {
    await toClusterStage(page, product);
    await fillCluster(page, 'keyed');
    for (const [text, says] of [
      ['-----BEGIN OPENSSH PRIVATE KEY-----', 'This is a private key.'],
      ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJN5', 'The key is damaged'],
      ['hello', 'This is not a public key.'],
    ] as const) {
      await page.getByRole('textbox', { name: 'Public SSH key' }).fill(text);
      await page.getByText(says).waitFor();
    }
    await page.getByRole('button', { name: 'Create cluster', exact: true }).click();
    await page.getByText('Some fields need your attention').waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'field-spec-cluster-ccp-sshKey');
  });

  test('YAML that does not parse is refused with the place, and the form stays as it was', async () => {
    await toClusterStage(page, product);
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('kept');
    await page.getByRole('button', { name: 'Paste YAML' }).click();
    await page.getByLabel('An installation as YAML').fill('kind: [Installation');
    await page.getByRole('button', { name: 'Fill the form', exact: true }).click();
    await page.getByText('Couldn’t read this YAML').waitFor();
    await page
      .getByLabel('An installation as YAML')
      .fill(
        'apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: Big }\nspec: { cluster: { platform: sandbox }, colour: blue }\n',
      );
    await page.getByRole('button', { name: 'Fill the form', exact: true }).click();
    await page.getByText('metadata.name cannot be “Big”').waitFor();
    await page.getByText('spec has no field colour').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    expect(await page.getByRole('textbox', { name: 'Cluster name' }).inputValue()).toBe('kept');
  });

  test('a failed check links to the field that fixes it', async () => {
    await startSandboxRun(product, 'small', 'cluster only');
    await page.goto(`${product.url}/new/kubeflow?installation=small`);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByRole('link', { name: 'Go to the field' }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'field-spec-cluster-sandbox-workers-memoryGiB');
  });

  test('a failed check that only warns can be overridden with a reason, and the report is saved', async () => {
    await startSandboxRun(product, 'soft', 'cluster only');
    await page.goto(`${product.url}/new/kubeflow?installation=soft`);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('stops unless you override').waitFor();
    await page.getByText('Continue anyway').click();
    await page.getByLabel('Reason to override capacity-memory').fill('The autoscaler adds nodes');
    await page.getByRole('button', { name: 'Override check' }).click();
    await page.getByText('Overridden: The autoscaler adds nodes').waitFor();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save report' }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe('preflight-soft.html');
    expect(await readFile(await saved.path(), 'utf8')).toContain('Rights that the account needs');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Continue anyway').waitFor();

    // Test pods are started on request only, and what they showed is in the report too.
    expect(await page.getByText('Limits of the registries').count()).toBe(0);
    await page.getByRole('checkbox', { name: 'Also start test pods' }).check();
    await page.getByText('Continue anyway').waitFor();
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Limits of the registries').waitFor();
    const savingAgain = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save report' }).click();
    expect(await readFile(await (await savingAgain).path(), 'utf8')).toContain('Too many pulls: docker.io');
  });

  test('who is not logged in comes to the login page, and with the token back to where they wanted to go', async () => {
    const stranger = await openPage(browser, { url: product.url });
    await stranger.page.goto(`${product.url}/new/cluster`);
    await stranger.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await signInWithToken(stranger.page, 'guessed');
    await stranger.page.getByText('Sign-in failed').waitFor();
    await signInWithToken(stranger.page, codeOf(product.loginLink()));
    await stranger.page.waitForURL(`${product.url}/new/cluster`);
    await stranger.context.close();
  });

  test('a login link that is pasted over the login page signs in', async () => {
    const stranger = await openPage(browser, { url: product.url });
    await stranger.page.goto(`${product.url}/login`);
    await stranger.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await followLogin(stranger.page, product.loginLink());
    await stranger.page.getByRole('button', { name: 'Log out', exact: true }).waitFor();
    await stranger.context.close();
  });
});

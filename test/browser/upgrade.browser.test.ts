import { describe, expect, test } from 'vitest';
import { chromiumPath } from './fixtures/browser.fixture.ts';
import { emptyUpgrade } from './fixtures/upgrade-plan.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

describe.skipIf(chromiumPath === undefined)('an upgrade from the page', () => {
  const visit = visitPages(async ({ client, controls }) => {
    controls.fetch = 'ends well';
    await client.call('startReleaseFetch', { body: { version: '26.03.1' } });
    await client.call('applyInstallation', {
      body: {
        apiVersion: 'mlanywhere.dev/v1alpha1',
        kind: 'Installation',
        metadata: { name: 'older' },
        spec: { cluster: { platform: 'sandbox' }, kubeflow: { release: '26.03' } },
      },
    });
  });

  test('shows what users notice and what has no way back, asks about settings of others, and starts the run', async () => {
    const { page, product } = visit;
    Object.assign(product.upgrade, {
      ...emptyUpgrade(),
      changes: [
        { verb: 'add', object: 'Service kubeflow/dashboard', component: 'dashboard' },
        {
          verb: 'recreate',
          object: 'Deployment.apps kubeflow/profiles-deployment',
          component: 'dashboard',
          because: 'spec.selector cannot be changed.',
        },
      ],
      unchanged: 7,
      noticed: ['Open connections through istio-ingressgateway end once, at the restart.'],
      noReturn: [{ object: 'CustomResourceDefinition.apiextensions.k8s.io models.example.com', because: 'New ones.' }],
      settings: [
        {
          object: 'Deployment.apps auth/dex',
          component: 'dex',
          what: 'changed',
          fields: [{ path: 'spec.replicas', ours: '1', theirs: '2' }],
          by: 'kubectl',
        },
      ],
    });
    await page.goto(`${product.url}/installations/older`);
    await page.getByText('100 % Done').waitFor();
    await page.goto(`${product.url}/installations/older/ready`);
    const card = page.getByRole('region', { name: 'Upgrade', exact: true });
    expect(await card.getByRole('combobox', { name: 'Release' }).inputValue()).toBe('26.03.1');
    await card.getByRole('button', { name: 'Show what changes' }).click();
    await card.getByRole('heading', { name: 'From Kubeflow 26.03 to Kubeflow 26.03.1' }).waitFor();
    await card.getByText('Open connections through istio-ingressgateway end once, at the restart.').waitFor();
    await card.getByRole('heading', { name: 'Cannot be taken back' }).waitFor();
    await card.getByText('1 deleted and made again').click();
    await card.getByText('profiles-deployment: spec.selector cannot be changed.').waitFor();
    await card.getByText('Deployment.apps auth/dex: spec.replicas 1 → 2 (kubectl)').waitFor();

    const start = card.getByRole('button', { name: 'Upgrade to Kubeflow 26.03.1' });
    await start.click();
    await card.getByText('Choose what becomes of the changes by others').waitFor();
    const keep = card.getByRole('radio', { name: 'Keep them' });
    expect(await keep.getAttribute('aria-invalid')).toBe('true');
    await keep.check();
    const sent = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().endsWith('/api/installations/older/upgrade'),
    );
    await start.click();
    expect((await sent).postDataJSON()).toEqual({ release: '26.03.1', settings: 'keep' });
    await page.waitForURL(/\/installations\/older$/);
    await page.getByText(/^Upgrading to /).waitFor();
    await page.getByText('100 % Done').waitFor();
  });

  test('offers the way back after an upgrade, and no start where something is against it', async () => {
    const { page, product } = visit;
    Object.assign(product.upgrade, {
      ...emptyUpgrade(),
      changes: [{ verb: 'add', object: 'Service kubeflow/centraldashboard', component: 'dashboard' }],
      blockers: [{ evidence: 'models.example.com has 1 object that can be stored as v2.', fix: 'Delete it.' }],
    });
    await page.goto(`${product.url}/installations/older`);
    await page.getByText('100 % Done').waitFor();
    await page.goto(`${product.url}/installations/older/ready`);
    const card = page.getByRole('region', { name: 'Upgrade', exact: true });
    await card.getByRole('combobox', { name: 'Release' }).selectOption('Back to the release before');
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/installations/older/upgrade'));
    await card.getByRole('button', { name: 'Show what changes' }).click();
    await asked;
    await card.getByText('models.example.com has 1 object that can be stored as v2. Delete it.').waitFor();
    expect(await card.getByRole('button', { name: /^Upgrade to/ }).count()).toBe(0);
    await card.getByRole('button', { name: 'Not now' }).click();
    await card.getByRole('button', { name: 'Show what changes' }).waitFor();
  });
});

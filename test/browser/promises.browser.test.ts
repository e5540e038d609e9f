import { describe, expect, test } from 'vitest';
import { chromiumPath } from './fixtures/browser.fixture.ts';
import { fillCluster, saveLab, startSandboxRun, toClusterStage } from './fixtures/go-through.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

/** Of a cluster that nobody answers for: as real as one that is only switched off. */
const kubeconfig = `apiVersion: v1
kind: Config
current-context: far
clusters: [{ name: far, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: me, user: { token: none } }]
contexts: [{ name: far, context: { cluster: far, user: me } }]
`;

describe.skipIf(chromiumPath === undefined)('the wizard promises nothing that does not hold:', () => {
  const visit = visitPages(async (product) => {
    await saveLab(product);
    await product.client.call('saveConnection', {
      params: { name: 'far' },
      body: { platform: 'existing', kubeconfig },
    });
  });

  test('a simulated platform is called so from stage 1 to stage 4', async () => {
    const { page, product } = visit;
    await toClusterStage(page, product);
    await page.getByRole('note').getByText('Simulated').waitFor();
    await page.goto(`${product.url}/new/connect`);
    await page.locator('.mla-connection', { hasText: 'lab' }).getByText('Simulated').waitFor();
    await startSandboxRun(product, 'shown');
    await page.goto(`${product.url}/installations/shown`);
    await page.getByText('100 % Done').waitFor();
    await page.getByRole('note').getByText('Simulated').waitFor();
    await page.goto(`${product.url}/installations/shown/ready`);
    await page.getByRole('note').getByText('Simulated').waitFor();
    await page.getByText('there is no dashboard to open').waitFor();
    expect(await page.getByText('port-forward').count()).toBe(0);
    await page.goto(product.url);
    await page.getByRole('link', { name: /shown/ }).getByText('Simulated').waitFor();
  });

  test('without Kubeflow on the machine nothing is chosen in its place: the page says how to get it, and the sample says that it is not Kubeflow', async () => {
    const { page, product } = visit;
    await toClusterStage(page, product);
    await fillCluster(page, 'sample');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('Kubeflow 26.03.1 is not on this machine.').waitFor();
    await page.getByRole('button', { name: 'Get Kubeflow 26.03.1' }).waitFor();
    const sample = page.getByRole('radio', { name: /^Sample release 1\.0\.0 \(not Kubeflow\)/ });
    expect(await sample.isChecked()).toBe(false);
    expect(await page.getByRole('button', { name: 'Create cluster and install Kubeflow' }).isDisabled()).toBe(true);
    await sample.check();
    await page.getByText('Resources needed').waitFor();
    await page.getByText('Only the sample release is').waitFor();
    expect(await page.getByRole('button', { name: 'Create cluster and install the sample' }).isEnabled()).toBe(true);
  });

  test('Kubeflow is fetched from the page: how far that is, how to stop it, why it failed, and afterwards it is chosen', async () => {
    const { page, product } = visit;
    await toClusterStage(page, product);
    await fillCluster(page, 'fetched');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByRole('button', { name: 'Get Kubeflow 26.03.1' }).click();
    await page.getByRole('progressbar', { name: 'Getting Kubeflow 26.03.1' }).waitFor();
    await page.getByText('Rendered 4 of 40 components').waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    product.controls.fetch = 'fails';
    await page.getByRole('button', { name: 'Get Kubeflow 26.03.1' }).click();
    await page.getByText('https://codeload.github.com could not be reached').waitFor();
    await page.getByText('mla release add FILE').waitFor();
    product.controls.fetch = 'ends well';
    await page.getByRole('button', { name: 'Retry', exact: true }).click();
    const kubeflow = page.getByRole('radio', { name: /^Kubeflow 26\.03\.1/ });
    await kubeflow.waitFor();
    expect(await kubeflow.isChecked()).toBe(true);
    await page.getByText('is not on this machine').waitFor({ state: 'detached' });
    product.controls.fetch = 'runs';
  });

  test('on a cluster that is not simulated the sample is not offered, the button creates no cluster, and nothing is called simulated', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'A cluster you have' }).check();
    await page.getByRole('radio', { name: /^far/ }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('textbox', { name: 'Cluster name' }).fill('mine');
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('Kubeflow 26.03.1 is not on this machine.').waitFor();
    await page.getByRole('button', { name: 'Install Kubeflow', exact: true }).waitFor();
    expect(await page.getByRole('radio', { name: /Sample/ }).count()).toBe(0);
    expect(await page.getByRole('note').count()).toBe(0);
    expect(await page.getByText(/clones|vCenter/).count()).toBe(0);
  });

  test('preflight before the cluster exists checks what can be known, and says when the rest is checked', async () => {
    const { page, product } = visit;
    await page.goto(product.url);
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('The run checks the cluster itself before it installs Kubeflow.').waitFor();
    expect(await page.getByText('Also start test pods').count()).toBe(0);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText(/^\d+ passed/).waitFor();
  });

  test('components of another release can be removed by hand', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('button', { name: 'Paste YAML' }).click();
    await page
      .getByLabel('An installation as YAML')
      .fill(
        'apiVersion: mlanywhere.dev/v1alpha1\nkind: Installation\nmetadata: { name: typo }\nspec: { cluster: { platform: sandbox }, kubeflow: { release: sample, components: [notebooks, katip] } }\n',
      );
    await page.getByRole('button', { name: 'Fill the form', exact: true }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('Chosen but not in this release').waitFor();
    await page.getByRole('button', { name: 'Remove katip' }).click();
    await page.getByText('Chosen but not in this release').waitFor({ state: 'detached' });
  });

  test('the light choice shows what it contains and what each component adds, and is written as one word', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    const components = page.getByRole('group', { name: 'Components' });
    await components.getByText('History').waitFor();
    await components.getByRole('radio', { name: /^Light/ }).check();
    await components.getByText('Notebooks (128 MiB)').waitFor();
    await components.getByText('History').waitFor({ state: 'detached' });
    // It requires the certificates, which are part of its plan and not of its name.
    await components.getByText('Certificates (32 MiB)').waitFor();
    await page.getByRole('region', { name: 'Show as' }).getByRole('button', { name: 'YAML', exact: true }).click();
    await page.locator('pre[aria-label="YAML"]', { hasText: 'components: light' }).waitFor();
    await components.getByRole('radio', { name: /^Only what I choose/ }).check();
    await expect.poll(() => components.getByRole('checkbox', { name: /^History/ }).isChecked()).toBe(false);
    expect(await components.getByRole('checkbox', { name: /^Notebooks/ }).isChecked()).toBe(true);
    await components.getByText('Memory: 128 MiB').waitFor();
  });

  test('the sums of the plan before are marked as old while the next plan is made', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    const sums = page.getByRole('region', { name: 'Resources needed' });
    await sums.waitFor();
    expect(await sums.getAttribute('aria-busy')).toBe('false');
    const made = Promise.withResolvers<undefined>();
    await page.route('**/api/plans', async (route) => {
      await made.promise;
      await route.continue();
    });
    await page.getByRole('radio', { name: 'Only what I choose' }).check();
    await expect.poll(() => sums.getAttribute('aria-busy')).toBe('true');
    made.resolve(undefined);
    await expect.poll(() => sums.getAttribute('aria-busy')).toBe('false');
  });

  test('what others changed is listed when asked, and one button puts it back', async () => {
    const { page, product } = visit;
    await startSandboxRun(product, 'drifted');
    await page.goto(`${product.url}/installations/drifted`);
    await page.getByText('100 % Done').waitFor();
    await page.goto(`${product.url}/installations/drifted/ready`);
    await page.getByRole('button', { name: 'Check for changes' }).click();
    await page.getByText('No changes by others.').waitFor();
    expect(await page.getByRole('button', { name: 'Undo these changes' }).count()).toBe(0);
    const fields = [{ path: 'spec.replicas', ours: '1', theirs: '0' }];
    product.drift.push({
      object: 'Deployment.apps sample-login/login',
      component: 'login',
      what: 'changed',
      fields,
      by: 'kubectl',
    });
    await page.getByRole('button', { name: 'Check for changes' }).click();
    await page.getByText('Deployment.apps sample-login/login: spec.replicas 1 → 0 (kubectl)').waitFor();
    const applied = page.waitForRequest(
      (request) => request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/api/installations'),
    );
    await page.getByRole('button', { name: 'Undo these changes' }).click();
    expect(new URL((await applied).url()).searchParams.get('repair')).toBe('true');
    await page.waitForURL(/\/installations\/drifted$/);
    product.drift.length = 0;
  });

  test('a field that was put right no longer stands as wrong, and the banner goes with the last one', async () => {
    const { page, product } = visit;
    await toClusterStage(page, product);
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByText('Some fields need your attention').waitFor();
    await fillCluster(page, 'righted');
    await page.getByText('Some fields need your attention').waitFor({ state: 'detached' });
    expect(await page.getByText('Fill in this field.').count()).toBe(0);
  });

  test('a connection is deleted only when asked twice', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'A cluster you have' }).check();
    await page.getByRole('button', { name: 'Delete connection far' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('radio', { name: /^far/ }).waitFor();
    await page.getByRole('button', { name: 'Delete connection far' }).click();
    await page.getByRole('button', { name: 'Delete far and its credentials' }).click();
    await page.getByRole('radio', { name: /^far/ }).waitFor({ state: 'detached' });
  });
});

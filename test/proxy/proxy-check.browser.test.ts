import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { installationSchema } from '../../src/installation/installation.ts';
import { expectNoProblems } from '../browser/fixtures/axe.fixture.ts';
import { chromiumPath } from '../browser/fixtures/browser.fixture.ts';
import { visitPages } from '../browser/fixtures/visit.fixture.ts';
import { eventually } from '../patience.fixture.ts';

describe.skipIf(chromiumPath === undefined)('the proxy on the page of an installation', () => {
  const visit = visitPages(async ({ client }) => {
    for (const [name, proxy] of [
      ['demo', { https: 'http://proxy.example.com:3128', noProxy: ['.corp.example'] }],
      ['plain', undefined],
    ] as const) {
      await client.call('applyInstallation', {
        body: installationSchema.parse({
          apiVersion: 'mlanywhere.dev/v1alpha1',
          kind: 'Installation',
          metadata: { name },
          spec: { cluster: { platform: 'sandbox' }, kubeflow: { release: 'sample' }, proxy },
        }),
      });
      await eventually(
        async () => (await client.call('getInstallation', { params: { name } })).run?.state === 'succeeded',
      );
    }
  });

  test('a look shows what is set, what is missing and what was reached through what; the result stays', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/installations/demo/ready`);
    const card = page.getByRole('region', { name: 'Proxy' });
    await card.getByText('Not checked yet.').waitFor();
    await card.getByRole('button', { name: 'Check the proxy' }).click();
    await card.getByText('Something is missing in 2 places, 1 not known', { exact: false }).waitFor();
    const node = (name: string) => card.getByRole('listitem').filter({ hasText: name }).first();
    expect(await node('worker-1').textContent()).toContain('All 3 settings are set');
    expect(await node('worker-2').textContent()).toContain('zz-mlanywhere-proxy.conf missing');
    expect(await node('worker-2').textContent()).toContain('not restarted since its settings changed');
    expect(await node('worker-3').textContent()).toContain('MLAnywhere has no access to this node');
    const reached = await node('A test pod').textContent();
    expect(reached).toContain('https://ghcr.io through the proxy: HTTP/1.1 403 Forbidden');
    expect(reached).toContain('https://kubernetes.default.svc directly: connected, TLS');
    await card.getByText('kubectl delete namespace mlanywhere-proxy-0123abcd').waitFor();
    await card.getByText('The installation wants https http://proxy.example.com:3128.', { exact: false }).click();
    await card.getByText('names of services').waitFor();
    await expectNoProblems(page);
    await page.reload();
    await card.getByText('Something is missing in 2 places', { exact: false }).waitFor();
    await card.getByRole('button', { name: 'Check again' }).waitFor();
  });

  test('the script for the nodes is downloaded: the same that the command prints', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/installations/demo/ready`);
    const button = page.getByRole('region', { name: 'Proxy' }).getByRole('button', { name: 'Download proxy.sh' });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(download.suggestedFilename()).toBe('proxy.sh');
    const { script } = await product.client.call('getProxyScript', { params: { name: 'demo' } });
    expect(await readFile(await download.path(), 'utf8')).toBe(script);
  });

  test('an installation without a proxy has no such part', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/installations/plain/ready`);
    await page.getByRole('button', { name: 'Show the password' }).waitFor();
    expect(await page.getByRole('region', { name: 'Proxy' }).count()).toBe(0);
  });
});

import axe from 'axe-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { chromiumPath } from '../fixtures/browser.fixture.ts';
import { visitPages } from '../fixtures/visit.fixture.ts';

describe.skipIf(chromiumPath === undefined)('the access in stage 3', () => {
  const visit = visitPages();
  let url: string;
  beforeAll(() => void ({ url } = visit.product));

  test('has the fields of each choice; the key of a certificate goes to the server with the installation and nowhere else', async () => {
    const { page } = visit;
    await page.goto(`${url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByRole('radio', { name: /^Sample release/ }).check();
    const access = page.getByRole('group', { name: 'Access' });
    const yaml = page.locator('pre[aria-label="YAML"]');

    await access.getByLabel('Reached by').selectOption('nodePort');
    await access.getByRole('textbox', { name: 'Host name' }).fill('kubeflow.example.com');
    await access.getByRole('textbox', { name: 'Port of each node' }).fill('30443');
    await expect
      .poll(() => yaml.textContent())
      .toMatch(/expose: nodePort\s+host: kubeflow.example.com\s+nodePort: 30443/);

    const pair = issueCertificate({ commonName: 'kubeflow.example.com', hosts: ['kubeflow.example.com'] });
    await access.getByLabel('Reached by').selectOption('loadBalancer');
    await access.getByLabel('HTTPS certificate').selectOption('files');
    await access.getByRole('textbox', { name: 'Certificate with its chain' }).fill(pair.certificate);
    await access.getByRole('textbox', { name: 'Key of the certificate' }).fill(pair.key);
    await expect.poll(() => yaml.textContent()).toMatch(/expose: loadBalancer[^]*from: files/);
    await expect.poll(() => yaml.textContent()).not.toContain('nodePort');
    await page.evaluate(axe.source);
    const found = await page.evaluate(
      async () => (await (globalThis as unknown as { axe: typeof axe }).axe.run()).violations,
    );
    expect(found.map(({ id }) => id)).toEqual([]);

    const kept = await page.evaluate(() => [localStorage, sessionStorage].map((one) => JSON.stringify(one)).join(''));
    expect(kept).toContain('loadBalancer');
    for (const shown of [kept, await yaml.textContent()]) expect(shown).not.toContain('PRIVATE KEY');
    const [request] = await Promise.all([
      page.waitForRequest(
        (one) => one.method() === 'POST' && new URL(one.url()).pathname.endsWith('/api/installations'),
      ),
      page
        .getByRole('button', { name: /install/i })
        .last()
        .click(),
    ]);
    const { secrets, ...installation } = request.postDataJSON() as { secrets: object };
    expect(secrets).toEqual({ 'tls-key': pair.key });
    expect(JSON.stringify(installation)).not.toContain('PRIVATE KEY');
    await page.waitForURL(/\/installations\//);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../fixtures/browser.fixture.ts';
import { visitPages } from '../fixtures/visit.fixture.ts';
import { type ExternalProvider, startExternalProvider } from '../../login-rig/external/external-provider.fixture.ts';

const secret = 'typed-by-a-person';
const host = 'kubeflow.example.com';
const client = { id: 'kubeflow', secret, redirectURIs: [`https://${host}/dex/callback`] };

describe.skipIf(chromiumPath === undefined)('an external login service in stage 3', () => {
  const visit = visitPages();
  let provider: ExternalProvider;
  beforeAll(async () => void (provider = await startExternalProvider({ client })));
  afterAll(() => provider.stop());

  test('is filled in, tested at the service itself, and installed; the secret goes to the server and nowhere else', async () => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    await page.getByRole('radio', { name: /^Sample release/ }).check();
    const yaml = page.locator('pre[aria-label="YAML"]');
    const install = page.getByRole('button', { name: 'Create cluster and install the sample' });
    const focused = () => page.evaluate(() => document.activeElement?.id.replace('field-spec-kubeflow-', ''));

    await page.getByLabel('Login service', { exact: true }).selectOption('Another OpenID provider');
    await page.getByRole('button', { name: 'Add a login service' }).click();
    const service = page.getByRole('group', { name: 'Company login' });
    const wrong = service.locator('[aria-invalid="true"]');
    const testIt = service.getByRole('button', { name: 'Test the login service' });
    const issuer = service.getByRole('textbox', { name: 'Address of the provider' });
    const outcomes = () =>
      service.locator('[data-outcome]').evaluateAll((all) => all.map((one) => one.dataset['outcome']));

    // Nobody is told off before trying; then each wrong field says what it needs, and the first has the cursor.
    expect(await wrong.count()).toBe(0);
    await testIt.click();
    await expect.poll(focused).toBe('login-connectors-0-issuer');
    expect(await wrong.evaluateAll((all) => all.map(({ id }) => id.split('-').at(-1)))).toEqual(['issuer', 'clientID']);
    expect(await service.getByText('Fill in this field.').count()).toBe(2);
    await service.getByRole('textbox', { name: 'Client ID' }).fill(client.id);
    await issuer.fill('id.example.com');
    await testIt.click();
    await expect.poll(focused).toBe('login-connectors-0-issuer');
    expect(await wrong.count()).toBe(1);
    await issuer.fill(provider.issuer);
    expect(await wrong.count()).toBe(0);

    // Nothing of Kubeflow has an address that the service could send people back to.
    await page.getByText('External logins need an address').waitFor();
    await install.click();
    await expect.poll(focused).toBe('login');
    const access = page.getByRole('group', { name: 'Access' });
    await access.getByLabel('Reached by').selectOption('loadBalancer');
    await access.getByRole('textbox', { name: 'Host name' }).fill(host);
    expect(await service.getByRole('textbox', { name: 'Redirect URI' }).inputValue()).toBe(client.redirectURIs[0]);

    await service.getByLabel('Client secret').fill('guessed');
    await testIt.click();
    await expect.poll(outcomes).toEqual(['passed', 'passed', 'passed', 'failed']);
    await service.getByText(/MLA-CONNECTOR-\d+/).waitFor();
    await service.getByLabel('Client secret').fill(secret);
    await testIt.click();
    await expect.poll(outcomes).toEqual(['passed', 'passed', 'passed', 'passed']);

    const kept = await page.evaluate(() => [localStorage, sessionStorage].map((one) => JSON.stringify(one)).join(''));
    expect(kept).toContain(provider.issuer);
    for (const shown of [kept, await yaml.textContent(), page.url()]) expect(shown).not.toContain(secret);
    const [request] = await Promise.all([
      page.waitForRequest(
        (one) => one.method() === 'POST' && new URL(one.url()).pathname.endsWith('/api/installations'),
      ),
      install.click(),
    ]);
    const sent = request.postDataJSON() as { secrets: object; metadata: { name: string } };
    expect(sent.secrets).toEqual({ 'connector.company': secret });
    await page.waitForURL(/\/installations\//);

    const { name } = sent.metadata;
    const { installation } = await product.client.call('getInstallation', { params: { name } });
    const connector = {
      id: 'company',
      type: 'oidc',
      name: 'Company login',
      clientID: client.id,
      issuer: provider.issuer,
    };
    expect(installation.spec.kubeflow?.login).toEqual({ connectors: [connector] });
    expect(JSON.stringify(installation)).not.toContain(secret);
    // The server has the secret: it logs in with it at the service that it was given for, and at no other.
    const credentials = async (clientID: string) => {
      const body = { connector: { ...connector, clientID, type: 'oidc' as const }, installation: name };
      const reached = { expose: 'loadBalancer' as const, host };
      const { checks } = await product.client.call('testConnector', { body: { ...body, access: reached } });
      return checks.find(({ id }) => id === 'credentials')?.outcome;
    };
    expect(await credentials(client.id)).toBe('passed');
    expect(await credentials('another')).not.toBe('passed');
  });
});

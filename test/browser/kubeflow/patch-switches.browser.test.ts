import { beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../fixtures/browser.fixture.ts';
import { visitPages } from '../fixtures/visit.fixture.ts';

describe.skipIf(chromiumPath === undefined)('the changes to the release in stage 3', () => {
  const visit = visitPages();
  let url: string;
  beforeAll(() => void ({ url } = visit.product));

  test('each have a reason and a switch; what is switched is in the installation, and survives a reload', async () => {
    const { page } = visit;
    await page.goto(`${url}/new/connect`);
    await page.getByRole('radio', { name: 'Sandbox' }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
    const changes = page.getByRole('group', { name: 'Changes to the release' });
    const enforcer = changes.getByRole('checkbox', { name: /^Opt-out of the AKS admissions enforcer/ });
    await changes.getByText('Off. The cluster is not known yet.').waitFor();
    expect(await enforcer.isChecked()).toBe(false);

    await enforcer.check();
    await changes.getByText(/^On, changes \d objects?\. The installation switches it on\.$/).waitFor();
    const yaml = page.locator('pre[aria-label="YAML"]');
    await expect.poll(() => yaml.textContent()).toMatch(/patches:\s+enable:\s+- aks-admissions-enforcer/);

    await page.reload();
    await expect.poll(() => enforcer.isChecked()).toBe(true);
    await enforcer.uncheck();
    await expect.poll(() => yaml.textContent()).not.toContain('patches');
  });
});

import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectNoProblems } from '../fixtures/axe.fixture.ts';
import { chromiumPath, openPage, signInWithPassword } from '../fixtures/browser.fixture.ts';
import type { Product } from '../fixtures/product.fixture.ts';
import { visitProduct } from '../fixtures/visit.fixture.ts';

const password = 'correct horse battery';

describe.skipIf(chromiumPath === undefined)('people', () => {
  const visit = visitProduct();
  let product: Product;
  beforeAll(() => void ({ product } = visit));
  const open = async (loginLink: string): Promise<Page> =>
    (await openPage(visit.browser, { url: product.url, loginLink })).page;
  const goTo = (page: Page, path: string) => page.goto(`${product.url}${path}`);

  test('an operator signs in with a password, creates and revokes a token, and is offered nothing that needs an admin', async () => {
    const { link } = await product.client.call('addPerson', { body: { name: 'oliver', role: 'operator' } });
    const page = await open(link.url);
    await goTo(page, '/account');
    await page.getByLabel('New password').fill(password);
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByText('The password is saved.').waitFor();
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
    await signInWithPassword(page, { name: 'oliver', password });

    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('You are oliver, with the role operator.').waitFor();
    expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
      'Installations',
      'New installation',
    ]);
    await page.getByText('This browser').waitFor();
    await page.getByRole('button', { name: 'Create a token' }).click();
    const form = page.getByRole('form', { name: 'Create a token' });
    expect(await form.getByLabel('Role of the token').getByRole('option').allTextContents()).toEqual([
      'Viewer',
      'Operator',
    ]);
    await form.getByLabel('Days until it expires').fill('0');
    await form.getByRole('button', { name: 'Create a token' }).click();
    await form.getByText('Enter a whole number from 1 to 366.').waitFor();
    await expectNoProblems(page);
    await form.getByLabel('Name of the token').fill('ci');
    await form.getByLabel('Days until it expires').fill('7');
    await form.getByRole('button', { name: 'Create a token' }).click();
    await page.getByText('It is shown here once.').waitFor();
    const token = (await page.locator('.mla-form-part .mla-mono .mla-break').textContent()) ?? '';
    expect(token).toMatch(/^mla_/);
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke ci', exact: true }).click();
    await page.getByRole('button', { name: 'Revoke ci now' }).click();
    await page.getByText('No tokens.').waitFor();

    for (const path of ['/people', '/audit']) {
      await goTo(page, path);
      await page.getByRole('heading', { name: 'This page needs the role admin' }).waitFor();
    }
    await goTo(page, '/new/connect');
    await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
    await page.getByText('Only an admin of this server saves connections.').waitFor();
    expect(await page.getByRole('button', { name: 'Test connection' }).count()).toBe(0);
    // Nothing that the pages offered was refused.
    const refused = await product.client.call('listAudit', { query: { person: 'oliver' } });
    expect(refused.filter(({ result }) => result !== 'done')).toEqual([]);
    await page.context().close();
  });

  test('an admin adds a person, ends their session, sees it in the audit list, disables and removes them', async () => {
    const admin = await open(product.loginLink());
    await admin.getByRole('link', { name: 'People' }).click();
    await admin.getByRole('button', { name: 'Add a person' }).click();
    const form = admin.getByRole('form', { name: 'Add a person' });
    await form.getByRole('button', { name: 'Add a person' }).click();
    await form.getByText('Begin with a letter or digit.').waitFor();
    await form.getByLabel('Name', { exact: true }).fill('vera');
    await form.getByRole('button', { name: 'Add a person' }).click();
    await admin.getByText('Added vera.').waitFor();
    await admin.getByRole('button', { name: 'Copy One-time link' }).click();
    await admin.getByRole('button', { name: 'Copied' }).waitFor();
    const link = await admin.evaluate(() => navigator.clipboard.readText());

    const vera = await open(link);
    await vera.getByText('You have the role viewer').waitFor();
    expect(await vera.getByRole('link', { name: /New installation|Set up a cluster/ }).count()).toBe(0);
    await goTo(vera, '/new/cluster');
    await vera.getByRole('heading', { name: 'This page needs the role operator' }).waitFor();

    await admin.getByRole('button', { name: 'Done' }).click();
    await admin.getByRole('button', { name: 'Change vera' }).click();
    await admin.getByRole('combobox', { name: 'Role' }).selectOption('Operator');
    await admin.getByRole('combobox', { name: 'Changes' }).selectOption('Only granted installations');
    await admin.getByLabel('Granted installations').fill('demo, lab');
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByText('Only demo, lab').waitFor();
    await admin.getByRole('button', { name: 'Logins of vera' }).click();
    await admin.getByRole('button', { name: /^Log out Chrome on Linux, since/ }).click();
    await admin.getByText('No browser is logged in.').waitFor();
    await admin.getByRole('button', { name: 'Remove oliver' }).click();
    await expectNoProblems(admin);
    await goTo(vera, '/account');
    await vera.getByRole('heading', { name: 'Sign in' }).waitFor();

    await admin.getByRole('link', { name: 'Audit of vera' }).click();
    await admin.getByText('login', { exact: true }).waitFor();
    // What vera did, and not what was done about her.
    expect(await admin.locator('.mla-audit strong').allTextContents()).toEqual(['vera']);
    await admin.getByRole('combobox', { name: 'Person' }).selectOption('Everybody');
    await admin.getByText('end session').waitFor();
    await expectNoProblems(admin);

    await goTo(admin, '/people');
    await admin.getByRole('button', { name: 'Disable vera' }).click();
    await admin.getByRole('button', { name: 'Disable vera now' }).click();
    await admin.getByRole('button', { name: 'Enable vera' }).click();
    await admin.getByRole('button', { name: 'Remove vera' }).click();
    await admin.getByRole('button', { name: 'Remove the person' }).click();
    await admin.getByText('Nobody is removed before you type vera here.').waitFor();
    await admin.getByLabel('Type vera to confirm').fill('vera');
    await admin.getByRole('button', { name: 'Remove the person' }).click();
    await admin.getByRole('button', { name: 'Remove vera' }).waitFor({ state: 'detached' });
    await admin.context().close();
  });

  test('the audit list shows older entries page by page', async () => {
    const tried = Array.from({ length: 101 }, (_, index) =>
      product.client.call('removeConnection', { params: { name: `none-${index}` } }).catch(() => undefined),
    );
    await Promise.all(tried);
    const admin = await open(product.loginLink());
    await goTo(admin, '/audit');
    const lines = admin.locator('.mla-audit-line');
    await admin.getByRole('button', { name: 'Show older entries' }).click();
    await expect.poll(() => lines.count()).toBeGreaterThan(100);
    await admin.context().close();
  });
});

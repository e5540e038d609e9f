import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readOidc } from '../../../src/cli/server/read-oidc.ts';
import { codeOf } from '../../../src/server/service.fixture.ts';
import { expectNoProblems } from '../fixtures/axe.fixture.ts';
import { chromiumPath, launchBrowser, logInByCompany, openPage } from '../fixtures/browser.fixture.ts';
import { openProduct, type Product } from '../fixtures/product.fixture.ts';
import { openReach, type Reach } from '../fixtures/reach.fixture.ts';

/* The provider is a real one (`oidc-provider`) in a process of its own, which insists on PKCE. */
describe.skipIf(chromiumPath === undefined)('login through a company, in a browser', () => {
  let reach: Reach;
  let product: Product;
  let browser: Browser;
  const issuer = (): string => reach.company?.issuer ?? '';

  beforeAll(async () => {
    reach = await openReach(true);
    const oidc = readOidc(
      {
        oidcIssuer: issuer(),
        oidcClientId: 'mlanywhere',
        oidcRoles: 'ml-admins=admin,ml-team=operator,*=viewer',
        oidcName: 'Example account',
      },
      { MLA_OIDC_CLIENT_SECRET: reach.company?.clientSecret },
    );
    product = await openProduct({ reach: { ...reach, settings: { ...reach.settings, oidc } } });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await product[Symbol.asyncDispose]();
  });

  const openLogin = async (): Promise<{ page: Page; toCompany: URL[] }> => {
    const { page } = await openPage(browser, { url: product.url });
    const toCompany: URL[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(issuer())) toCompany.push(new URL(request.url()));
    });
    return { page, toCompany };
  };
  const logIn = async (page: Page, person: string): Promise<void> => {
    await logInByCompany(page, { loginPage: `${product.url}/login`, person });
    await page.waitForURL(`${product.url}/`);
  };

  test.each([
    ['ada', ['ml-admins', 'others'], 'admin'],
    ['oliver', ['ml-team'], 'operator'],
    ['vera', ['others'], 'viewer'],
  ])('%s, in the groups %j, has the role %s; the code is bound to this browser by PKCE', async (name, groups, role) => {
    await reach.company?.setPerson(name, { preferred_username: name, groups });
    const { page, toCompany } = await openLogin();
    await logIn(page, name);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText(`You are ${name}, with the role ${role}.`).waitFor();
    const asked = toCompany.find(({ pathname }) => pathname === '/auth')?.searchParams;
    expect(asked?.get('code_challenge_method')).toBe('S256');
    expect(asked?.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    // What is in the bar of addresses, and so in the history, is worth nothing.
    expect(page.url()).not.toMatch(/code=|answer=|state=/);
    await page.context().close();
  });

  test('logging out ends the session here, and not the one at the company', async () => {
    await reach.company?.setPerson('lena', { preferred_username: 'lena', groups: ['ml-team'] });
    const { page, toCompany } = await openLogin();
    await logIn(page, 'lena');
    const before = toCompany.length;
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
    await page.getByRole('button', { name: 'Sign in with Example account' }).waitFor();
    await expectNoProblems(page);
    expect(toCompany.slice(before)).toEqual([]);
    await page.goto(`${product.url}/account`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const names = (await page.context().cookies()).map(({ name }) => name);
    expect(names).toContain('_session');
    expect(names.join()).not.toContain('mla_session');
    await page.context().close();
  });

  test('with the company down, the owner gets in by a link, which was made on the machine of the server', async () => {
    await reach.company?.stop();
    // A server that runs remembers the addresses of the provider for some minutes.
    await product.restart();
    const { page } = await openLogin();
    await page.goto(`${product.url}/login`);
    await page.getByRole('button', { name: 'Sign in with Example account' }).click();
    await page.getByText('MLA-OIDC-002').waitFor();
    await page.getByText('Sign in with a link or token').click();
    await page.getByLabel('Token or one-time code').fill(codeOf(product.loginLink()));
    await page.getByRole('button', { name: 'Sign in with the token' }).click();
    await page.waitForURL(`${product.url}/`);
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByText('lena').first().waitFor();
    await page.context().close();
  });
});

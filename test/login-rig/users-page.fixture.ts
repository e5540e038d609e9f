import type { Browser, Locator, Page } from 'playwright-core';
import { openPage, type PageLook } from '../browser/fixtures/browser.fixture.ts';

/** Stage 4 of an installation, as a person with a browser changes its users there. */
export interface UsersPage {
  readonly page: Page;
  /** What must not happen in a page. */
  readonly complaints: readonly string[];
  /** Gives the password that the page shows. */
  readonly add: (email: string, fields: Readonly<Record<string, string>>) => Promise<string>;
  /** A user who logs in through an external login service. */
  readonly addExternal: (email: string, fields: Readonly<Record<string, string>>) => Promise<void>;
  /** Types into fields and chooses rights, and gives what the page says will change before it is sent. */
  readonly change: (
    email: string,
    wish: { readonly fields?: Readonly<Record<string, string>>; readonly rights?: Readonly<Record<string, string>> },
  ) => Promise<string[]>;
  readonly reset: (email: string) => Promise<string>;
  /** Deletes the Profile too where it is named. */
  readonly remove: (email: string, profile?: string) => Promise<void>;
}

export async function openUsersPage(
  browser: Browser,
  server: { readonly url: string; readonly loginLink: () => string },
  { name, look }: { readonly name: string; readonly look?: PageLook },
): Promise<UsersPage> {
  const { page, complaints } = await openPage(browser, { url: server.url, loginLink: server.loginLink() }, look);
  await page.goto(`${server.url}/installations/${name}/ready`);
  const users = page.getByRole('region', { name: 'Users' });
  const shownPassword = async (): Promise<string> => {
    const told = users.getByRole('status').filter({ hasText: 'shown here once' });
    const password = ((await told.locator('.mla-mono').textContent()) ?? '').split(' ')[0] ?? '';
    await told.getByRole('button', { name: 'Done' }).click();
    return password;
  };
  const beginToAdd = async (email: string, isExternal: boolean): Promise<Locator> => {
    await users.getByRole('button', { name: 'Add a user' }).click();
    const form = users.getByRole('form', { name: 'Add a user' });
    if (isExternal) await form.getByRole('radio', { name: /external login service/ }).check();
    await form.getByRole('textbox', { name: 'E-mail address' }).fill(email);
    return form;
  };
  const fill = async (form: Locator, fields: Readonly<Record<string, string>>): Promise<void> => {
    for (const [field, value] of Object.entries(fields)) await form.getByRole('textbox', { name: field }).fill(value);
  };
  return {
    page,
    complaints,
    async add(email, fields) {
      const form = await beginToAdd(email, false);
      await fill(form, fields);
      await form.getByRole('button', { name: 'Add', exact: true }).click();
      return shownPassword();
    },
    async addExternal(email, fields) {
      const form = await beginToAdd(email, true);
      await fill(form, fields);
      await form.getByRole('button', { name: 'Add', exact: true }).click();
      await users.getByText(`Added ${email}.`).waitFor();
      await users.getByRole('button', { name: 'Done' }).click();
    },
    async change(email, { fields = {}, rights = {} }) {
      await users.getByRole('button', { name: `Change ${email}` }).click();
      const form = users.getByRole('form', { name: `Change ${email}` });
      await fill(form, fields);
      for (const [namespace, right] of Object.entries(rights)) await form.getByLabel(namespace).selectOption(right);
      const told = await form.getByRole('listitem').allTextContents();
      await form.getByRole('button', { name: 'Apply these changes' }).click();
      await users.getByText(`Changed ${email}.`).waitFor();
      await users.getByRole('button', { name: 'Done' }).click();
      return told;
    },
    async reset(email) {
      await users.getByRole('button', { name: `New password for ${email}` }).click();
      await users.getByRole('button', { name: 'Set the new password' }).click();
      return shownPassword();
    },
    async remove(email, profile) {
      await users.getByRole('button', { name: `Remove ${email}` }).click();
      if (profile !== undefined) {
        await users.getByRole('radio', { name: `Delete the Profile ${profile}` }).check();
        await users.getByRole('textbox', { name: `Type ${profile} to confirm` }).fill(profile);
      }
      await users.getByRole('button', { name: 'Remove the user' }).click();
      await users.getByRole('button', { name: `Remove ${email}` }).waitFor({ state: 'detached' });
    },
  };
}

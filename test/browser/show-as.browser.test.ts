import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { followLogin, chromiumPath, openPage } from './fixtures/browser.fixture.ts';
import {
  fillCluster,
  saveLab,
  startSandboxRun,
  toClusterStage,
  typeConnection,
} from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitProduct } from './fixtures/visit.fixture.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

type Tab = 'YAML' | 'Command' | 'Platform request';

/** What is under one of the tabs: text to copy, or what it still waits for. */
async function formOf(page: Page, tab: Tab): Promise<string> {
  const section = page.getByRole('region', { name: 'Show as' });
  await section.getByRole('button', { name: tab, exact: true }).click();
  const form = section.locator(`pre[aria-label="${tab}"], .mla-show-none`);
  await form.waitFor();
  return (await form.textContent()) ?? '';
}

/** Runs a command as a person would who copied it: in a shell, with `mla` on the path. */
async function inTerminal({ url, token }: Product, command: string): Promise<string> {
  const { stdout } = await run('/bin/sh', ['-c', command], {
    cwd: root,
    env: { ...process.env, PATH: `${root}:${process.env['PATH'] ?? ''}`, MLA_SERVER: url, MLA_TOKEN: token },
  });
  return stdout;
}

describe.skipIf(chromiumPath === undefined)('what “Show as” shows', () => {
  const visit = visitProduct(saveLab);
  let product: Product;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    ({ product, browser } = visit);
    ({ page } = await openPage(browser, { url: product.url, loginLink: product.loginLink() }));
    await toClusterStage(page, product);
    await fillCluster(page, 'shown');
    await page.getByText('The machines use a proxy').click();
    await page.getByRole('textbox', { name: /^HTTP proxy/ }).fill('http://me:secret-of-mine@proxy.example.com:3128');
    await page.getByText('Complete list').waitFor();
  });

  const shown = (tab: Tab): Promise<string> => formOf(page, tab);

  test('holds no password of a proxy, in any form', async () => {
    await expect.poll(() => shown('YAML')).toContain('<user>:<password>@proxy.example.com');
    for (const tab of ['YAML', 'Command'] as const) expect(await shown(tab)).not.toContain('secret-of-mine');
    await page.getByRole('textbox', { name: /^HTTP proxy/ }).fill('http://proxy.example.com:3128');
    await expect.poll(() => shown('YAML')).toContain('http://proxy.example.com:3128');
  });

  test('the request is the one that CCP then gets, byte for byte', async () => {
    const [head = '', body = ''] = (await shown('Platform request')).split('\n\n');
    expect(head).toBe(`POST ${product.ccp.address}/v3/clusters/`);
    expect(JSON.parse(body)).toMatchObject({
      name: 'shown',
      vsphere_infra: { datacenter: 'Lab 1', datastore: 'hx-datastore-1' },
    });
    const yaml = await shown('YAML');
    const preview = await product.client.call('previewRequest', { body: await installationIn(yaml) });
    expect(JSON.parse(body)).toEqual(preview.body);
  });

  test('the command does in a terminal what the page does: the same installation', async () => {
    const command = await shown('Command');
    const installation = await installationIn(await shown('YAML'));
    await inTerminal(product, command);
    const made = await product.client.call('getInstallation', { params: { name: 'shown' } });
    expect(made.installation).toEqual(installation);
  });

  test('the YAML fills an empty form with the same again', async () => {
    const yaml = await shown('YAML');
    const other = await openPage(browser, { url: product.url, loginLink: product.loginLink() });
    await toClusterStage(other.page, product);
    await other.page.getByRole('button', { name: 'Paste YAML' }).click();
    await other.page.getByLabel('An installation as YAML').fill(yaml);
    await other.page.getByRole('button', { name: 'Fill the form', exact: true }).click();
    const again = other.page.locator('.mla-show-as pre[aria-label="YAML"]');
    await expect
      .poll(async () => installationIn((await again.textContent()) ?? ''))
      .toEqual(await installationIn(yaml));
    await other.context.close();
  });
});

interface ShownPage {
  /** Its file, as the router names it. */
  readonly page: string;
  readonly state: string;
  readonly reach: (page: Page, product: Product) => Promise<unknown>;
  /** What is under each tab; a form that the page does not have has none. */
  readonly forms: Readonly<Partial<Record<Tab, string | RegExp>>>;
  /** Lines of the command that only read: they are run. */
  readonly run?: readonly string[];
}

const go =
  (path: string, until: string) =>
  async (page: Page, { url }: Product) => {
    await page.goto(`${url}${path}`);
    await page.getByText(until).first().waitFor();
  };

/** Every page of the router by its file, in the states that are shown differently; in the order in which they are come to. */
const shownPages: readonly ShownPage[] = [
  {
    page: 'home/home-page',
    state: 'empty',
    reach: go('/', 'From infrastructure to a notebook'),
    forms: {
      YAML: /kind: Installation[^]*platform: sandbox[^]*release: sample/,
      Command: /^mla status$[^]*^mla demo$/m,
    },
    run: ['mla status'],
  },
  {
    page: 'connect/connect-page',
    state: 'a new connection',
    reach: async (page, product) => {
      await go('/new/connect', 'Connection name')(page, product);
      await typeConnection(page, product);
    },
    forms: {
      YAML: /platform: ccp\n\s+connection: lab$/,
      Command: /^mla connection add ccp lab --address https:\S+ --username admin$/,
      'Platform request':
        /^POST https:\S+\/v3\/system\/login\n\n\{\s+"username": "admin",\s+"password": "<password>"\s+\}$/,
    },
  },
  {
    page: 'connect/connect-page',
    state: 'a cluster that is there',
    reach: (page) => page.getByRole('radio', { name: 'A cluster you have' }).check(),
    forms: {
      YAML: /platform: existing\n\s+connection: cluster$/,
      Command: "mla connection add existing cluster --kubeconfig '<file>'",
    },
  },
  {
    page: 'connect/connect-page',
    state: 'saved connections',
    reach: async (page, product) => {
      await saveLab(product);
      await page.goto(`${product.url}/new/connect`);
      await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
      await page.getByRole('radio', { name: /^lab/ }).check();
    },
    forms: {
      YAML: /platform: ccp\n\s+connection: lab$/,
      Command: /^mla connection list$[^]*^mla connection test lab$/m,
      'Platform request': /^POST https:\S+\/v3\/system\/login[^]*"password": "<password>"/,
    },
    run: ['mla connection list', 'mla connection test lab'],
  },
  {
    page: 'connect/connect-page',
    state: 'the sandbox',
    reach: (page) => page.getByRole('radio', { name: 'Sandbox' }).check(),
    forms: {
      YAML: /name: sandbox[^]*platform: sandbox/,
      Command: /^mla create sandbox --platform sandbox/m,
    },
  },
  {
    page: 'cluster/cluster-page',
    state: 'the sandbox',
    reach: (page) => page.getByRole('button', { name: 'Continue', exact: true }).click(),
    forms: {
      YAML: /name: sandbox[^]*platform: sandbox/,
      Command: /^mla create sandbox --platform sandbox/m,
    },
  },
  {
    page: 'kubeflow/kubeflow-page',
    state: 'the sandbox',
    reach: (page) => page.getByRole('button', { name: 'Continue to Kubeflow' }).click(),
    forms: { YAML: /release: sample/, Command: /^mla create sandbox --platform sandbox/m },
  },
  {
    page: 'run/run-page',
    state: 'of a new cluster',
    reach: async (page, product) => {
      await startSandboxRun(product, 'axe');
      await go('/installations/axe', '100 % Done')(page, product);
    },
    forms: {
      YAML: /name: axe/,
      Command: /^mla status axe$[^]*^mla logs --follow axe$[^]*^mla create axe --platform sandbox/m,
    },
    run: ['mla status axe', 'mla logs --follow axe'],
  },
  {
    page: 'ready/ready-page',
    state: 'done',
    reach: go('/installations/axe/ready', 'Download kubeconfig'),
    forms: {
      YAML: /name: axe/,
      Command: /^mla kubeconfig axe --output axe\.kubeconfig$[^]*^mla credentials axe --reveal$[^]*^mla delete axe$/m,
    },
    run: ['mla credentials axe --reveal'],
  },
  {
    page: 'home/home-page',
    state: 'with an installation',
    reach: go('/', 'An installation is a cluster'),
    forms: {},
  },
  {
    page: 'run/run-page',
    state: 'of a deletion',
    reach: async (page, product) => {
      await product.client.call('deleteInstallation', { params: { name: 'axe' } });
      await go('/installations/axe', '100 % Done')(page, product);
    },
    forms: {
      YAML: /name: axe/,
      Command: /^mla delete axe$[^]*^mla logs --follow axe$/m,
    },
    run: ['mla logs --follow axe'],
  },
  {
    page: 'account/account-page',
    state: 'of an admin',
    reach: go('/account', 'This browser'),
    forms: {},
  },
  {
    page: 'people/people-page',
    state: 'of an admin',
    reach: go('/people', 'Owner of this server'),
    forms: {},
  },
  {
    page: 'audit/audit-page',
    state: 'of an admin',
    reach: go('/audit', 'Newest first'),
    forms: {},
  },
  {
    page: 'found/found-page',
    state: 'of a saved connection',
    reach: go('/connections/lab/uninstall', 'Remove a Kubeflow that MLAnywhere did not install'),
    forms: { Command: /^mla uninstall --connection lab --plan$[^]*^mla uninstall --connection lab --follow$/m },
  },
  {
    page: 'not-found',
    state: 'an address that is mistyped',
    reach: go('/nowhere', 'Page not found'),
    forms: {},
  },
  {
    page: 'login/login-page',
    state: 'logged out',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Log out', exact: true }).click();
      await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    },
    forms: {},
  },
];

describe.skipIf(chromiumPath === undefined)(
  '“Show as” has what a page has a form of, and nothing where there is none',
  () => {
    const visit = visitProduct();
    let product: Product;
    let page: Page;
    beforeAll(async () => {
      product = visit.product;
      ({ page } = await openPage(visit.browser, { url: product.url, loginLink: product.loginLink() }));
    });

    test('on every page that the router leads to', async () => {
      const router = await readFile(join(root, 'web/src/router.tsx'), 'utf8');
      // Its lazily loaded files are its pages, but for the frame around the wizard's.
      const files = [...router.matchAll(/import\('\.\/pages\/([^']+)\.tsx'\)/g)]
        .map(([, file]) => file)
        .filter((file) => file !== 'wizard-layout');
      expect(new Set(shownPages.map(({ page: file }) => file))).toEqual(new Set([...files, 'not-found']));
    });

    test.each(shownPages.map((shown) => [`${shown.page}: ${shown.state}`, shown] as const))(
      '%s',
      async (_, { reach, forms, run: reading = [] }) => {
        await reach(page, product);
        const offered = page.getByRole('region', { name: 'Show as' }).locator('.mla-segments').getByRole('button');
        await expect.poll(() => offered.allTextContents()).toEqual(Object.keys(forms));
        for (const [tab, expected] of Object.entries(forms) as [Tab, string | RegExp][]) {
          if (typeof expected === 'string') await expect.poll(() => formOf(page, tab)).toBe(expected);
          else await expect.poll(() => formOf(page, tab)).toMatch(expected);
        }
        for (const command of reading) expect(await inTerminal(product, command)).not.toBe('');
      },
    );

    test('and stage 1’s command saves the connection that stage 1 would save', async () => {
      await followLogin(page, product.loginLink());
      await product.client.call('removeConnection', { params: { name: 'lab' } });
      await go('/new/connect', 'Where should Kubeflow run?')(page, product);
      await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
      await typeConnection(page, product);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByRole('button', { name: /trust this certificate/i }).click();
      await page.getByText('Connected', { exact: true }).waitFor();
      const command = await formOf(page, 'Command');
      for (const form of [command, await formOf(page, 'YAML'), await formOf(page, 'Platform request')])
        expect(form).not.toContain(product.ccp.password);

      // A person is asked for the password; here it comes from a file.
      const folder = await mkdtemp(join(tmpdir(), 'mlanywhere-show-as-'));
      const file = join(folder, 'password');
      await writeFile(file, `${product.ccp.password}\n`, { mode: 0o600 });
      await inTerminal(product, `${command} --password-file ${file}`);
      await rm(folder, { recursive: true });
      const byCommand = await product.client.call('listConnections', {});

      await product.client.call('removeConnection', { params: { name: 'lab' } });
      await page.getByRole('button', { name: 'Save and continue' }).click();
      await page.getByRole('heading', { name: 'Cluster', level: 1, exact: true }).waitFor();
      // A fingerprint is written with colons or without.
      const alike = (connections: typeof byCommand) =>
        connections.map(({ trust, ...rest }) => ({
          ...rest,
          trust: JSON.stringify(trust)
            .toLowerCase()
            .replaceAll(/(?<=[0-9a-f]{2}):(?=[0-9a-f]{2})/g, ''),
        }));
      expect(alike(byCommand)).toEqual(alike(await product.client.call('listConnections', {})));
      expect(byCommand).toMatchObject([{ name: 'lab', trust: { mode: 'fingerprint' } }]);
    });
  },
);

async function installationIn(yaml: string) {
  const { load } = await import('js-yaml');
  const { installationSchema } = await import('../../src/installation/installation.ts');
  return installationSchema.parse(load(yaml));
}

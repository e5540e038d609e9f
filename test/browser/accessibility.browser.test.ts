import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerCards } from './fixtures/answered-cards.fixture.ts';
import { expectNoProblems } from './fixtures/axe.fixture.ts';
import { chromiumPath, openPage, signInWithToken } from './fixtures/browser.fixture.ts';
import {
  chooser,
  fillCluster,
  saveLab,
  startSandboxRun,
  toClusterStage,
  typeConnection,
} from './fixtures/go-through.fixture.ts';
import type { Product } from './fixtures/product.fixture.ts';
import { visitProduct } from './fixtures/visit.fixture.ts';

interface PageState {
  /** Page and state, as a person would name it. */
  readonly name: string;
  readonly reach: (page: Page, product: Product) => Promise<unknown>;
}

const go =
  (path: string, until: string) =>
  async (page: Page, { url }: Product) => {
    await page.goto(`${url}${path}`);
    await page.getByText(until).first().waitFor();
  };

/** Every page in every state that looks different. A new page or state is added here. */
const states: readonly PageState[] = [
  { name: 'home, empty', reach: go('/', 'From infrastructure to a notebook') },
  { name: 'not found', reach: go('/nowhere', 'Page not found') },
  { name: 'connect, nothing typed', reach: go('/new/connect', 'Connection name') },
  {
    name: 'connect, something missing',
    reach: async (page, product) => {
      await go('/new/connect', 'Connection name')(page, product);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('Fill in this field.').first().waitFor();
    },
  },
  {
    name: 'connect, certificate to be confirmed',
    reach: async (page, product) => {
      await go('/new/connect', 'Connection name')(page, product);
      await typeConnection(page, product);
      await page.getByRole('button', { name: 'Test connection' }).click();
      await page.getByText('Is this your server?').waitFor();
    },
  },
  {
    name: 'connect, connected',
    reach: async (page) => {
      await page.getByRole('button', { name: /trust this certificate/i }).click();
      await page.getByText('Connected', { exact: true }).waitFor();
    },
  },
  {
    name: 'connect, unsafe trust',
    reach: async (page, product) => {
      await go('/new/connect', 'Connection name')(page, product);
      await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
      await page.getByRole('radio', { name: 'Do not verify' }).check();
      await page.getByText('repeats this warning').waitFor();
    },
  },
  {
    name: 'connect, kubeconfig',
    reach: async (page) => {
      await page.getByRole('radio', { name: 'A cluster you have' }).check();
      await page.getByText('Drop your kubeconfig here').waitFor();
    },
  },
  { name: 'cluster, before a connection', reach: go('/new/cluster', 'Choose a connection first') },
  {
    name: 'connect, saved connections',
    reach: async (page, product) => {
      await saveLab(product);
      await page.goto(`${product.url}/new/connect`);
      await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
      await page.getByRole('group', { name: 'Saved connections' }).waitFor();
    },
  },
  {
    name: 'connect, the sandbox',
    reach: async (page) => {
      await page.getByRole('radio', { name: 'Sandbox' }).check();
      await page.getByText('mla demo').waitFor();
    },
  },
  {
    name: 'cluster, lists that failed',
    reach: async (page, product) => {
      product.ccp.switches.permitted = false;
      await toClusterStage(page, product);
      await page.getByRole('alert').first().waitFor();
      product.ccp.switches.permitted = true;
    },
  },
  {
    name: 'cluster, lists that are empty',
    reach: async (page, product) => {
      product.ccp.switches.inventory = 'empty';
      await toClusterStage(page, product);
      await page.getByText('The platform lists nothing').first().waitFor();
      product.ccp.switches.inventory = 'wrapped';
    },
  },
  {
    name: 'cluster, something missing',
    reach: async (page, product) => {
      await toClusterStage(page, product);
      await page.getByRole('button', { name: 'Create cluster', exact: true }).click();
      await page.getByText('Some fields need your attention').waitFor();
      // A list that comes while the colors are measured has still those of a list that cannot be used.
      await expect.poll(() => page.locator('[data-state="loading"]').count()).toBe(0);
    },
  },
  {
    name: 'cluster, all fields, proxy on',
    reach: async (page, product) => {
      await toClusterStage(page, product);
      await fillCluster(page, 'axe');
      await page.getByRole('button', { name: 'Show all fields' }).click();
      await page.getByRole('button', { name: 'Add a worker group' }).click();
      await page.getByText('The machines use a proxy').click();
      await chooser(page, 'Resource pool').waitFor();
      await page.getByText('Complete list').waitFor();
    },
  },
  {
    name: 'paste YAML, with problems',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Paste YAML' }).click();
      await page.getByLabel('An installation as YAML').fill('kind: [');
      await page.getByRole('button', { name: 'Fill the form', exact: true }).click();
      await page.getByText('Couldn’t read this YAML').waitFor();
    },
  },
  {
    name: 'kubeflow, not on this machine, being fetched',
    reach: async (page, product) => {
      await toClusterStage(page, product);
      await fillCluster(page, 'axe');
      await page.getByRole('button', { name: 'Continue to Kubeflow' }).click();
      await page.getByRole('button', { name: 'Get Kubeflow 26.03.1' }).click();
      await page.getByRole('progressbar', { name: 'Getting Kubeflow 26.03.1' }).waitFor();
    },
  },
  {
    name: 'kubeflow, fetch failed',
    reach: async (page, { controls }) => {
      controls.fetch = 'fails';
      await page.getByText('https://codeload.github.com could not be reached').waitFor();
    },
  },
  {
    name: 'kubeflow, the sample’s components one by one',
    reach: async (page) => {
      await page.getByRole('radio', { name: /^Sample release/ }).check();
      await page.getByRole('radio', { name: 'Only what I choose' }).check();
      await page.getByText('Resources needed').waitFor();
    },
  },
  {
    name: 'kubeflow, beside a cluster that is being made',
    reach: async (page, product) => {
      product.controls.holdAt = 'create-cluster';
      await startSandboxRun(product, 'axe', 'cluster only');
      await go('/new/kubeflow?installation=axe', 'Creating your cluster')(page, product);
      await page.getByText('Resources needed').waitFor();
    },
  },
  {
    name: 'kubeflow, components chosen, preflight answered',
    reach: async (page, { controls }) => {
      controls.holdAt = undefined;
      await page.getByText('Your cluster is ready').waitFor();
      await page.getByRole('radio', { name: 'Only what I choose' }).check();
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText('failed', { exact: true }).first().waitFor();
      await page.getByText('Installation order').click();
      await page.getByText('Wave 2', { exact: true }).waitFor();
    },
  },
  {
    name: 'run, paused for want of room on the disk',
    reach: async (page, product) => {
      product.controls.noRoomAt = 'create-cluster';
      await startSandboxRun(product, 'resting', 'cluster only');
      await go('/installations/resting', 'Run paused')(page, product);
    },
  },
  { name: 'home, with a paused one', reach: go('/', 'Paused') },
  {
    name: 'run, of the cluster alone',
    reach: async (page, product) => {
      product.controls.noRoomAt = undefined;
      await go('/installations/resting', '100 % Done')(page, product);
    },
  },
  {
    name: 'run, running',
    reach: async (page, product) => {
      product.controls.holdAt = 'install';
      await startSandboxRun(product, 'axe');
      await go('/installations/axe', 'Samples is ready')(page, product);
    },
  },
  {
    name: 'run, asked whether to cancel',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Cancel', exact: true }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'run, failed',
    reach: async (page, { controls }) => {
      await page.getByRole('button', { name: 'Keep running' }).click();
      Object.assign(controls, { failAt: 'install', holdAt: undefined });
      await page.getByText('What stopped the run').waitFor();
    },
  },
  { name: 'ready, after a failure', reach: go('/installations/axe/ready', 'look inside') },
  { name: 'home, with a failed one', reach: go('/', 'An installation is a cluster') },
  {
    name: 'run, done',
    reach: async (page, product) => {
      product.controls.failAt = undefined;
      await go('/installations/axe', 'Retry from the failed step')(page, product);
      await page.getByRole('button', { name: 'Retry from the failed step' }).click();
      await page.getByText('100 % Done').waitFor();
      await page.getByRole('tab', { name: 'Where the time went' }).click();
      await page.getByText('Show as a table').click();
    },
  },
  {
    name: 'ready, password shown, about to delete',
    reach: async (page, product) => {
      await go('/installations/axe/ready', 'Kubeconfig')(page, product);
      await page.getByRole('button', { name: 'Show the password' }).click();
      await page.getByRole('button', { name: 'Review and delete' }).click();
      await page.getByText('Will be deleted').waitFor();
      await page.getByRole('button', { name: 'Check for changes' }).click();
      await page.getByText('No changes by others.').waitFor();
    },
  },
  {
    name: 'ready, with users, checks and a demo',
    reach: async (page, product) => {
      await answerCards(page, 'axe');
      await go('/installations/axe/ready', 'Run of the pipeline')(page, product);
      await page.getByText('A notebook starts').waitFor();
      await page.getByText('ann@example.com').first().waitFor();
      await page.getByRole('button', { name: 'Add a user' }).click();
      await page.getByRole('radio', { name: /external login service/ }).check();
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('This is no e-mail address.').waitFor();
      await page.getByRole('button', { name: 'Change ann@example.com' }).click();
      await page.getByLabel('team', { exact: true }).selectOption('Edit');
      await page.getByText('Rights in team: view → edit').waitFor();
      await page.getByRole('button', { name: 'Remove ann@example.com' }).focus();
    },
  },
  {
    name: 'run, of a deletion',
    reach: async (page, product) => {
      await product.client.call('deleteInstallation', { params: { name: 'resting' } });
      await go('/installations/resting', '100 % Done')(page, product);
    },
  },
  {
    name: 'home, the server away',
    reach: async (page, product) => {
      await go('/', 'An installation is a cluster')(page, product);
      await page.context().setOffline(true);
      await page.getByText('The MLAnywhere server does not answer').waitFor();
    },
  },
  {
    name: 'login, refused',
    reach: async (page, product) => {
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Log out', exact: true }).click();
      await signInWithToken(page, 'guessed');
      await page.getByText('Sign-in failed').waitFor();
      expect(page.url()).toContain(product.url);
    },
  },
];

describe.skipIf(chromiumPath === undefined)('axe finds nothing', () => {
  const visit = visitProduct();
  let product: Product;
  let page: Page;
  beforeAll(async () => {
    product = visit.product;
    ({ page } = await openPage(visit.browser, { url: product.url, loginLink: product.loginLink() }));
  });

  // One after the other on one page: some states grow out of the one before.
  test.each(states)('on: $name, in light and in dark', async ({ reach }) => {
    await reach(page, product);
    await expectNoProblems(page);
  });
});

import type { Locator, Page } from 'playwright-core';
import type { Product } from './product.fixture.ts';

/** How a simulated CCP is reached. */
export interface CcpLogin {
  readonly address: string;
  /** Of its self-signed certificate. */
  readonly fingerprint: string;
  readonly username: string;
  readonly password: string;
}

/** A key made for these tests; nobody has its other half. */
export const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJN5l8VbQxOeN4lQmXcQ1lqzrq0gH3lZ6mC3Q9M8Q5nX someone@example';

/** Saves the connection `lab` to the simulated CCP, without the pages. */
export async function saveLab({ client, ccp }: Product): Promise<void> {
  await client.call('saveConnection', {
    params: { name: 'lab' },
    body: {
      platform: 'ccp',
      address: ccp.address,
      username: ccp.username,
      password: ccp.password,
      trust: { mode: 'fingerprint', sha256: ccp.fingerprint },
    },
  });
}

/** Types a new connection to the simulated CCP. */
export async function typeConnection(
  page: Page,
  { ccp }: { readonly ccp: CcpLogin },
  given: { address?: string; password?: string } = {},
): Promise<void> {
  await page.getByLabel('Address', { exact: true }).fill(given.address ?? ccp.address);
  await page.getByLabel('User', { exact: true }).fill(ccp.username);
  await page.getByLabel('Password', { exact: true }).fill(given.password ?? ccp.password);
}

/** From stage 1 with the saved connection to stage 2. */
export async function toClusterStage(page: Page, { url }: Product): Promise<void> {
  await page.goto(`${url}/new/connect`);
  await page.getByRole('radio', { name: 'Cisco Container Platform' }).check();
  await page.getByRole('radio', { name: /^lab/ }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Cluster', level: 1 }).waitFor();
}

/** Fills what stage 2 needs on the simulated CCP. */
export async function fillCluster(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Cluster name' }).fill(name);
  await chooser(page, 'Datacenter').selectOption('Lab 1');
  await chooser(page, 'vSphere cluster').selectOption('HX-Cluster');
  await chooser(page, 'Network').selectOption('VM Network');
  await chooser(page, 'Datastore').selectOption('hx-datastore-1');
  await page.getByRole('textbox', { name: 'Public SSH key' }).fill(publicKey);
}

/** The list of a field. */
export function chooser(page: Page, label: string): Locator {
  return page.getByRole('combobox', { name: label });
}

/** Starts an installation on the simulated sandbox, without the pages. */
export async function startRehearsal(
  { client }: Product,
  name: string,
  kubeflow: 'with Kubeflow' | 'cluster only' = 'with Kubeflow',
): Promise<string> {
  const { runId } = await client.call('applyInstallation', {
    body: {
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name },
      spec: {
        cluster: { platform: 'sandbox' },
        kubeflow: kubeflow === 'cluster only' ? null : { release: 'practice' },
      },
    },
  });
  return runId;
}

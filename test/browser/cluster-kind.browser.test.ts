import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  replyJson,
  startLoopbackServer,
  type LoopbackServer,
} from '../../src/kubernetes/testing/loopback-server.fixture.ts';
import { chromiumPath } from './fixtures/browser.fixture.ts';
import { visitPages } from './fixtures/visit.fixture.ts';

/** Answers what a cluster is asked for its kind, with one node that has this label. */
function clusterWith(label: string): Promise<LoopbackServer> {
  const answers: Readonly<Record<string, object>> = {
    '/version': { gitVersion: 'v1.36.3' },
    '/apis': { groups: [] },
    '/api/v1/nodes': { items: [{ metadata: { name: 'one', labels: { [label]: '' } } }] },
  };
  return startLoopbackServer(({ url }, response) => replyJson(response, 200, answers[url.pathname] ?? {}));
}

describe.skipIf(chromiumPath === undefined)('stage 2 of a cluster that exists', () => {
  let aks: LoopbackServer;
  let openShift: LoopbackServer;
  beforeAll(async () => {
    aks = await clusterWith('kubernetes.azure.com/cluster');
    openShift = await clusterWith('node.openshift.io/os_id');
  });
  afterAll(() => Promise.all([aks.close(), openShift.close()]));

  const visit = visitPages(async ({ client }) => {
    for (const [name, { address }] of [['aks', aks] as const, ['ocp', openShift] as const]) {
      const kubeconfig = JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        clusters: [{ name: 'c', cluster: { server: address } }],
        users: [{ name: 'u', user: { token: 'a-token-of-nobody' } }],
      });
      await client.call('saveConnection', { params: { name }, body: { platform: 'existing', kubeconfig } });
    }
  });

  test.each([
    ['aks', 'Kind of cluster: Azure Kubernetes Service (AKS) (label kubernetes.azure.com/cluster of node one).'],
    ['ocp', 'The cluster is Red Hat OpenShift, and MLAnywhere does not install Kubeflow on OpenShift.'],
  ])('%s says what kind it is, or why Kubeflow cannot run on it', async (name, text) => {
    const { page, product } = visit;
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'A cluster you have' }).check();
    await page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    const said = page.getByRole('status').filter({ hasText: text });
    await said.waitFor();
    expect(await said.count()).toBe(1);
  });

  test('has no button that fields which come later would move under the pointer', async () => {
    const { page, product } = visit;
    const held: (() => void)[] = [];
    await page.route(/\/cluster-fields-[^/]*\.js$/, async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.goto(`${product.url}/new/connect`);
    await page.getByRole('radio', { name: 'A cluster you have' }).check();
    await page.getByRole('radio', { name: /^aks/ }).check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('textbox', { name: 'Cluster name' }).waitFor();
    await expect.poll(() => held.length).toBeGreaterThan(0);
    const onward = page.getByRole('button', { name: 'Continue to Kubeflow' });
    expect(await onward.count()).toBe(0);
    for (const release of held) release();
    await onward.waitFor();
    expect(await page.getByRole('combobox', { name: 'Kubeconfig context' }).count()).toBe(1);
  });
});

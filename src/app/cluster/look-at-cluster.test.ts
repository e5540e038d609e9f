import { expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { clusterOf } from '../../kubeflow/ownership/testing/cluster-of.fixture.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { createExistingPlatform } from '../../platforms/existing/existing-platform.ts';
import { createClusterLook } from './look-at-cluster.ts';

const aks = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'one', labels: { 'kubernetes.azure.com/cluster': 'MC_lab' } },
};
const existing: Installation['spec']['cluster'] = { platform: 'existing', connection: 'lab', existing: {} };

/** A look with a connection to a cluster; counts how often that is opened. */
function lookAt(client: KubernetesClient) {
  const opened: number[] = [];
  const platform = createExistingPlatform({ localFiles: false, createClient: () => client });
  const look = createClusterLook({
    platform: () => ({
      ...platform,
      createCluster: () => Promise.resolve({ platform: 'existing', id: 'one', name: 'one' }),
    }),
    loadConnection: () =>
      Promise.resolve({ name: 'lab', input: { platform: 'existing', kubeconfig: kubeconfigOf(client) } }),
    openCluster: () => {
      opened.push(1);
      return Promise.resolve({ ...client, close: () => Promise.resolve() });
    },
  });
  return { look, opened };
}

function kubeconfigOf({ access }: KubernetesClient): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'me' } }],
    clusters: [{ name: 'lab', cluster: { server: access.server } }],
    users: [{ name: 'me', user: { token: 'abc' } }],
  });
}

test('a cluster that exists is asked once for the plans of a minute', async () => {
  await using cluster = await clusterOf([aks]);
  const { look, opened } = lookAt(cluster.client);
  expect(await look(existing)).toMatchObject({ traits: { kind: { id: 'aks' } } });
  expect(await look(existing)).toMatchObject({ traits: { kind: { id: 'aks' } } });
  expect(opened).toHaveLength(1);
});

test('one that is still to be made is not asked, and neither is none', async () => {
  await using cluster = await clusterOf([]);
  const { look } = lookAt(cluster.client);
  expect(await look(undefined)).toBeUndefined();
  expect(
    await look({ platform: 'sandbox', sandbox: {} } as unknown as Installation['spec']['cluster']),
  ).toBeUndefined();
});

test('one that does not answer is a note in the plan, and is asked again the next time', async () => {
  await using cluster = await clusterOf([aks]);
  const failing = {
    ...cluster.client,
    request: () => Promise.reject(new MlaError('kubernetes.unauthorized', { server: 'https://lab' })),
  };
  const { look, opened } = lookAt(failing);
  const { problem } = (await look(existing)) ?? {};
  expect(problem).toMatch(/^The plan lacks what this cluster may need, because it does not answer: /);
  await look(existing);
  expect(opened).toHaveLength(2);
});

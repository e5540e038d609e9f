import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRealCluster } from '../../sandbox/ccp/clusters/sandbox-clusters.ts';
import { startCcpSimulator, type CcpSimulator } from '../../sandbox/ccp/simulator.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { readKubeconfig } from '../kubernetes/kubeconfig/kubeconfig.ts';
import type { ResourceType } from '../kubernetes/objects/object.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { demoInstallation } from '../platforms/ccp/testing/simulated-ccp.fixture.ts';
import type { ClusterHandle, ClusterRequest } from '../platforms/platform.ts';
import { testPlatforms } from './platforms.fixture.ts';

const nodeType: ResourceType = { group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };
const signal = new AbortController().signal;

/** The tests of one life of a cluster, in order. */
describe('a simulated CCP that hands out real clusters', () => {
  let directory: string;
  let ccp: CcpSimulator;
  let handle: ClusterHandle;
  let kubeconfig: string;
  const platforms = testPlatforms({ localFiles: false, ccpPacing: { longestPoll: 500 } });
  const platform = platforms.ccp;

  function request(ccpFields: Record<string, unknown> = {}): ClusterRequest {
    const { address, username, password, fingerprint } = ccp;
    const input = {
      platform: 'ccp',
      address,
      username,
      password,
      trust: { mode: 'fingerprint', sha256: fingerprint },
    } as const;
    const installation = demoInstallation({
      workers: { count: 2, gpu: { type: 'nvidia-tesla-t4', count: 1 } },
      ...ccpFields,
    });
    return { installation, owner: 'demo', connection: { name: 'lab', input }, signal, tell: () => undefined };
  }

  async function withCluster<T>(use: (client: KubernetesClient) => Promise<T>): Promise<T> {
    const client = createKubernetesClient(await readKubeconfig(kubeconfig, { execAllowed: false }));
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  const nodeNames = () =>
    withCluster(async (client) => (await client.listMetadata(nodeType)).map((node) => node.name).sort());

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-ccp-'));
    ccp = await startCcpSimulator({ directory, startCluster: startRealCluster });
  });
  afterAll(async () => {
    await ccp.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('makes one with the nodes that were asked for', async () => {
    handle = await platform.createCluster(request());
    await platform.waitForCluster(handle, request());
    kubeconfig = (await platform.fetchKubeconfig(handle, request())).reveal();
    const nodes = await withCluster((client) => client.list(nodeType));
    expect(nodes.map((node) => node.metadata.name).sort()).toEqual(
      ccp.clusters[0]?.nodes.map((node) => node.name).sort(),
    );
    const workers = nodes.filter((node) => node.metadata.name.includes('-node-group-'));
    expect(workers.map((node) => node['status'])).toEqual([
      expect.objectContaining({
        capacity: expect.objectContaining({ cpu: '8', memory: '32Gi', 'nvidia.com/gpu': '1' }) as unknown,
      }),
      expect.objectContaining({ capacity: expect.objectContaining({ 'nvidia.com/gpu': '1' }) as unknown }),
    ]);
  });

  test('whose kubeconfig is good for the platform for existing clusters', async () => {
    const existing = platforms.existing;
    const result = await existing.testConnection({ platform: 'existing', kubeconfig }, { signal });
    expect(result.layers.map(({ layer, ok, detail }) => [layer, ok, detail])).toEqual([
      ['address', true, expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/)],
      ['name', true, 'an IP address'],
      ['tcp', true, expect.stringMatching(/^127\.0\.0\.1 port \d+$/)],
      [
        'tls',
        true,
        expect.stringMatching(
          /^TLSv1\.3, certificate valid until \S+, trusted by the authority in the kubeconfig, which is valid until \S+$/,
        ),
      ],
      ['login', true, expect.stringMatching(/^as admin, client certificate valid until \S+$/)],
      ['permission', true, 'cluster administrator'],
      ['version', true, expect.stringMatching(/^Kubernetes v1\.\d+\.\d+, linux\//)],
      ['cluster', true, 'Kubernetes'],
    ]);
  });

  test('whose accounts without rights are told so', async () => {
    const token = await withCluster(async (client) => {
      const accounts: ResourceType = {
        group: '',
        version: 'v1',
        kind: 'ServiceAccount',
        plural: 'serviceaccounts',
        namespaced: true,
      };
      await client.create(accounts, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'visitor', namespace: 'default' },
      });
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
      return (
        await client.request<{ status: { token: string } }>(
          'POST',
          '/api/v1/namespaces/default/serviceaccounts/visitor/token',
          body,
        )
      ).status.token;
    });
    const visitor = kubeconfig.replace(/client-certificate-data: .*\n\s*client-key-data: .*/, `token: ${token}`);
    const result = await platforms.existing.testConnection({ platform: 'existing', kubeconfig: visitor }, { signal });
    expect(result.layers.at(-1)).toMatchObject({
      layer: 'permission',
      ok: false,
      error: {
        code: 'MLA-PLATFORM-011',
        message: 'system:serviceaccount:default:visitor may not read the nodes of this cluster.',
      },
    });
    const wrong = kubeconfig.replace(/client-certificate-data: .*\n\s*client-key-data: .*/, 'token: wrong');
    const refused = await platforms.existing.testConnection({ platform: 'existing', kubeconfig: wrong }, { signal });
    expect(refused.layers.at(-1)).toMatchObject({ layer: 'login', ok: false, error: { code: 'MLA-KUBERNETES-020' } });
  });

  test('follows when workers are added', async () => {
    await platform.scaleWorkers?.(
      handle,
      request({ workers: { count: 3 }, moreWorkers: [{ name: 'large', memoryGiB: 64 }] }),
    );
    expect(await nodeNames()).toEqual(ccp.clusters[0]?.nodes.map((node) => node.name).sort());
    expect(await nodeNames()).toHaveLength(5);
    const large = (await withCluster((client) => client.list(nodeType))).filter((node) =>
      node.metadata.name.includes('-large-'),
    );
    expect(large.map((node) => node['status'])).toEqual([
      expect.objectContaining({ capacity: expect.objectContaining({ memory: '64Gi' }) as unknown }),
    ]);
  });

  test('has the same cluster again after a restart', async () => {
    const before = await nodeNames();
    await ccp.stop();
    ccp = await startCcpSimulator({ directory, startCluster: startRealCluster });
    expect((await platform.fetchKubeconfig(handle, request())).reveal()).toBe(kubeconfig);
    expect(await nodeNames()).toEqual(before);
  });

  test('ends it when it is deleted', async () => {
    await platform.deleteCluster(handle, request());
    expect(ccp.clusters).toEqual([]);
    await expect(withCluster((client) => client.version())).rejects.toMatchObject({ code: 'MLA-KUBERNETES-001' });
  });
});

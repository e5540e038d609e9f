import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installationSchema } from '../../installation/installation.ts';
import { readKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import type { ResourceType } from '../../kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import type { ClusterRequest } from '../platform.ts';
import { createSandboxPlatform } from './sandbox-platform.ts';

const nodeType: ResourceType = { group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };

test('a sandbox cluster is made once, has the nodes asked for, and goes without a trace', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mla-sandbox-'));
  const platform = createSandboxPlatform({ directory, detached: false });
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: {
      cluster: {
        platform: 'sandbox',
        sandbox: {
          workers: { count: 2, gpu: { type: 'nvidia-tesla-t4' } },
          moreWorkers: [{ name: 'large', memoryGiB: 64 }],
        },
      },
    },
  });
  const request: ClusterRequest = {
    installation,
    owner: 'demo',
    connection: undefined,
    signal: new AbortController().signal,
    tell: () => undefined,
  };
  const handle = await platform.createCluster(request);
  try {
    expect(await platform.createCluster(request)).toEqual(handle);
    await platform.waitForCluster(handle, request);
    const kubeconfig = (await platform.fetchKubeconfig(handle, request)).reveal();
    const client = createKubernetesClient(await readKubeconfig(kubeconfig, { execAllowed: false }));
    expect((await client.listMetadata(nodeType)).map((node) => node.name).sort()).toEqual([
      'demo-control-plane-1',
      'demo-worker-1',
      'demo-worker-2',
      'demo-worker-large-1',
    ]);
    await client.close();
  } finally {
    await platform.deleteCluster(handle, request);
  }
  await expect(access(handle.id)).rejects.toMatchObject({ code: 'ENOENT' });
  await platform.deleteCluster(handle, request);
  await rm(directory, { recursive: true, force: true });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterNews } from '../platform.ts';
import { demoInstallation, fixedKubeconfig, startRehearsal, type Rehearsal } from './testing/rehearsal.ts';

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = await startRehearsal();
});
afterEach(() => rehearsal.stop());

describe('a cluster on CCP', () => {
  test('is ordered, waited for, handed over and deleted', async () => {
    const seenCreating = Promise.withResolvers<undefined>();
    await rehearsal.stop();
    // The cluster behind is up only after CREATING was seen, however slow this machine is.
    rehearsal = await startRehearsal({ startCluster: () => seenCreating.promise.then(() => ({ kubeconfig: fixedKubeconfig, stop: () => Promise.resolve() })) });
    const { platform, ccp, news } = rehearsal;
    const tell = (item: ClusterNews): void => {
      news.push(item);
      if (item.type === 'status' && item.status === 'CREATING') seenCreating.resolve(undefined);
    };
    const request = rehearsal.request({ tell });
    const handle = await platform.createCluster(request);
    expect(handle).toEqual({ platform: 'ccp', id: ccp.clusters[0]?.id, name: 'demo' });

    await platform.waitForCluster(handle, request);
    expect(news).toContainEqual({ type: 'status', status: 'CREATING' });
    expect(news).toContainEqual({ type: 'status', status: 'READY' });
    const nodes = new Set(news.flatMap((item) => (item.type === 'node' && item.phase === 'Running' ? [item.node] : [])));
    expect(nodes.size).toBe(4);

    expect((await platform.fetchKubeconfig(handle, request)).reveal()).toBe(fixedKubeconfig);

    await platform.deleteCluster(handle, request);
    expect(ccp.clusters).toEqual([]);
    await platform.deleteCluster(handle, request);
  });

  test('is ordered once, however often it is asked for', async () => {
    const { platform, ccp } = rehearsal;
    const first = await platform.createCluster(rehearsal.request());
    const second = await platform.createCluster(rehearsal.request());
    expect(second).toEqual(first);
    expect(ccp.requests.filter((request) => request.method === 'POST' && request.path === '/v3/clusters/')).toHaveLength(1);
  });

  test('takes addresses from its pool and gives them back', async () => {
    const { platform } = rehearsal;
    const request = rehearsal.request();
    const free = async (): Promise<string | undefined> => {
      const pools = await platform.listChoices?.(rehearsal.connection(), 'vipPool', {}, { signal: request.signal });
      return pools?.find((pool) => pool.value === 'default-network-subnet')?.detail;
    };
    expect(await free()).toBe('10.10.20.0/24, 17 free addresses');
    const handle = await platform.createCluster(request);
    expect(await free()).toBe('10.10.20.0/24, 11 free addresses');
    await platform.deleteCluster(handle, request);
    expect(await free()).toBe('10.10.20.0/24, 17 free addresses');
  });

  test('is previewed exactly as it is sent', async () => {
    const { platform, ccp } = rehearsal;
    const request = rehearsal.request({ installation: demoInstallation({ workers: { count: 2, gpu: { type: 'nvidia-tesla-t4', count: 2 } }, resourcePool: 'machine-learning' }) });
    const preview = await platform.previewRequest?.(request);
    expect(ccp.clusters).toEqual([]);
    await platform.createCluster(request);
    const sent = ccp.requests.find((one) => one.method === 'POST' && one.path === '/v3/clusters/');
    expect(preview).toEqual({ method: 'POST', url: `${ccp.address}/v3/clusters/`, body: JSON.parse(sent?.body ?? '') as unknown });
  });

  test('has 3 workers of 2 vCPU and 16 GiB unless said otherwise', async () => {
    const preview = await rehearsal.platform.previewRequest?.(rehearsal.request());
    expect(preview?.body).toMatchObject({
      kubernetes_version: '1.17.6',
      master_group: { size: 1, vcpus: 2, memory_mb: 16_384, template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0' },
      node_groups: [{ size: 3, vcpus: 2, memory_mb: 16_384, template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0', gpus: [] }],
    });
  });
});

describe('scaling', () => {
  test('gives a ready cluster more workers and fewer, and waits for them', async () => {
    const { platform, ccp } = rehearsal;
    const request = rehearsal.request();
    const handle = await platform.createCluster(request);
    await platform.waitForCluster(handle, request);
    await platform.scaleWorkers?.(handle, 5, request);
    expect(ccp.clusters[0]?.nodes.map((node) => node.phase)).toEqual(Array.from({ length: 6 }, () => 'Running'));
    await platform.scaleWorkers?.(handle, 1, request);
    expect(ccp.clusters[0]?.nodes).toHaveLength(2);
  });

  test('that CCP refuses says why', async () => {
    const request = rehearsal.request();
    const handle = await rehearsal.platform.createCluster(request);
    await expect(rehearsal.platform.scaleWorkers?.(handle, 50, request)).rejects.toMatchObject({ code: 'MLA-CCP-050', message: expect.stringContaining('Not enough free addresses') as string });
    await expect(rehearsal.platform.scaleWorkers?.(handle, 2, rehearsal.request({ owner: 'someone else' }))).rejects.toMatchObject({ code: 'MLA-CCP-048' });
  });
});

describe('the connection test', () => {
  test('names each layer and what it found', async () => {
    const result = await rehearsal.platform.testConnection(rehearsal.connection().input, { signal: new AbortController().signal });
    expect(result.ok).toBe(true);
    expect(result.fingerprint).toBe(rehearsal.ccp.fingerprint);
    expect(result.layers.map(({ layer, detail }) => `${layer}: ${detail}`)).toEqual([
      `address: ${rehearsal.ccp.address}`,
      'name: an IP address',
      `tcp: 127.0.0.1 port ${new URL(rehearsal.ccp.address).port}`,
      'tls: TLSv1.3, certificate is the pinned one',
      'login: as admin',
      'permission: Administrator, 1 providers, 0 clusters visible',
      'version: CCP 6.1.1',
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';
import type { ClusterHandle, ClusterNews } from '../platform.ts';
import {
  demoInstallation,
  fixedKubeconfig,
  sshKey,
  sentOrder,
  startCcpLab,
  type CcpLab,
} from './testing/simulated-ccp.fixture.ts';

/*
 * Against our own simulator of CCP: no exchange with a real one is recorded
 * anywhere in public. What public clients of CCP sent and expected is held in
 * api/public-clients.test.ts.
 */

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

const signal = new AbortController().signal;

describe('a cluster on CCP', () => {
  test('is ordered, waited for, handed over and deleted', async () => {
    const seenCreating = Promise.withResolvers<undefined>();
    await ccpLab.stop();
    // The cluster behind is up only after CREATING was seen, however slow this machine is.
    ccpLab = await startCcpLab({
      startCluster: () =>
        seenCreating.promise.then(() => ({ kubeconfig: fixedKubeconfig, stop: () => Promise.resolve() })),
    });
    const { platform, ccp, news } = ccpLab;
    const tell = (item: ClusterNews): void => {
      news.push(item);
      if (item.type === 'status' && item.status === 'CREATING') seenCreating.resolve(undefined);
    };
    const request = ccpLab.request({ tell });
    const handle = await platform.createCluster(request);
    expect(handle).toEqual({ platform: 'ccp', id: ccp.clusters[0]?.id, name: 'demo' });

    await platform.waitForCluster(handle, request);
    expect(news).toContainEqual({ type: 'status', status: 'CREATING' });
    expect(news).toContainEqual({ type: 'status', status: 'READY' });
    const nodes = new Set(
      news.flatMap((item) => (item.type === 'node' && item.phase === 'Running' ? [item.node] : [])),
    );
    expect(nodes.size).toBe(4);

    expect((await platform.fetchKubeconfig(handle, request)).reveal()).toBe(fixedKubeconfig);

    await platform.deleteCluster(handle, request);
    expect(ccp.clusters).toEqual([]);
    await platform.deleteCluster(handle, request);
  });

  test('is ordered once, however often it is asked for', async () => {
    const { platform, ccp } = ccpLab;
    const first = await platform.createCluster(ccpLab.request());
    const second = await platform.createCluster(ccpLab.request());
    expect(second).toEqual(first);
    expect(
      ccp.requests.filter((request) => request.method === 'POST' && request.path === '/v3/clusters/'),
    ).toHaveLength(1);
  });

  test('is neither ordered nor deleted by a process that has lost the run, or that woke after its lease', async () => {
    const { platform, ccp } = ccpLab;
    const lost: WriteGuard = {
      isOpen: () => false,
      open: () => Promise.reject(new MlaError('run.takenOver', { run: 'demo-1' })),
    };
    const writes = () => ccp.requests.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v3/clusters'));
    const takenOver = { key: 'run.takenOver' };
    await expect(platform.createCluster(ccpLab.request({ lease: lost }))).rejects.toMatchObject(takenOver);
    expect(writes()).toEqual([]);
    // The process logs in and then sleeps: the order itself stays here.
    const isLoggedIn = (): boolean => ccp.requests.some(({ path }) => path.includes('login'));
    const slept: WriteGuard = {
      isOpen: () => !isLoggedIn(),
      open: () => (isLoggedIn() ? lost.open() : Promise.resolve()),
    };
    await expect(platform.createCluster(ccpLab.request({ lease: slept }))).rejects.toMatchObject(takenOver);
    expect(isLoggedIn()).toBe(true);
    expect(writes()).toEqual([]);
    const open: WriteGuard = { isOpen: () => true, open: () => Promise.resolve() };
    const handle = await platform.createCluster(ccpLab.request({ lease: open }));
    await expect(platform.deleteCluster(handle, ccpLab.request({ lease: lost }))).rejects.toMatchObject(takenOver);
    expect(writes()).toHaveLength(1);
    expect(ccp.clusters).toHaveLength(1);
  });

  test('takes addresses from its pool and gives them back', async () => {
    const { platform } = ccpLab;
    const request = ccpLab.request();
    const free = async (): Promise<string | undefined> => {
      const pools = await platform.listChoices?.(ccpLab.connection(), 'vipPool', {}, { signal: request.signal });
      return pools?.find((pool) => pool.value === 'default-network-subnet')?.detail;
    };
    expect(await free()).toBe('10.10.20.0/24, 17 free addresses');
    const handle = await platform.createCluster(request);
    expect(await free()).toBe('10.10.20.0/24, 11 free addresses');
    await platform.deleteCluster(handle, request);
    expect(await free()).toBe('10.10.20.0/24, 17 free addresses');
  });

  test('is previewed exactly as it is sent', async () => {
    const { platform, ccp } = ccpLab;
    const request = ccpLab.request({
      installation: demoInstallation({
        workers: { count: 2, gpu: { type: 'nvidia-tesla-t4', count: 2 } },
        resourcePool: 'machine-learning',
      }),
    });
    const preview = await platform.previewRequest?.(request);
    expect(ccp.clusters).toEqual([]);
    await platform.createCluster(request);
    const sent = ccp.requests.find((one) => one.method === 'POST' && one.path === '/v3/clusters/');
    expect(preview).toEqual({
      method: 'POST',
      url: `${ccp.address}/v3/clusters/`,
      body: JSON.parse(sent?.body ?? '') as unknown,
    });
  });

  test('has 3 workers of 8 vCPU and 32 GiB unless said otherwise', async () => {
    const preview = await ccpLab.platform.previewRequest?.(ccpLab.request());
    expect(preview?.body).toMatchObject({
      kubernetes_version: '1.17.6',
      master_group: { size: 1, vcpus: 2, memory_mb: 16_384, template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0' },
      node_groups: [
        { size: 3, vcpus: 8, memory_mb: 32_768, template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0', gpus: [] },
      ],
    });
  });
});

describe('groups of workers', () => {
  const gpuGroup = { name: 'gpu', count: 1, vcpus: 8, memoryGiB: 64, gpu: { type: 'nvidia-tesla-t4', count: 2 } };
  const workersByGroup = (): Record<string, number> =>
    Object.fromEntries(
      (ccpLab.ccp.clusters[0]?.payload.node_groups ?? []).map(({ name }) => [
        name,
        ccpLab.ccp.clusters[0]?.nodes.filter((node) => node.group === name).length ?? 0,
      ]),
    );
  const make = async (ccp: Record<string, unknown>): Promise<ClusterHandle> => {
    const request = ccpLab.request({ installation: demoInstallation(ccp) });
    const handle = await ccpLab.platform.createCluster(request);
    await ccpLab.platform.waitForCluster(handle, request);
    return handle;
  };
  const scale = async (handle: ClusterHandle, ccp: Record<string, unknown>): Promise<void> =>
    ccpLab.platform.scaleWorkers?.(handle, ccpLab.request({ installation: demoInstallation(ccp) }));
  const changesSent = (): string[] =>
    ccpLab.ccp.requests.flatMap(({ method, path }) =>
      /\/node-(groups|pools)\//.test(path) ? [`${method} ${path.replace(/.*clusters\/[^/]+\//, '')}`] : [],
    );

  test('are ordered each with machines of its own kind, exactly as the preview says', async () => {
    const installation = demoInstallation({
      workers: { count: 2 },
      moreWorkers: [gpuGroup, { name: 'none-yet', count: 0 }],
    });
    const preview = await ccpLab.platform.previewRequest?.(ccpLab.request({ installation }));
    expect(preview?.body).toMatchObject({
      node_groups: [
        { name: 'node-group', size: 2, vcpus: 8, memory_mb: 32_768, gpus: [] },
        {
          name: 'gpu',
          size: 1,
          vcpus: 8,
          memory_mb: 65_536,
          gpus: [{ type: 'nvidia-tesla-t4', count: 2 }],
          template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
          ssh_user: 'ccpuser',
        },
      ],
    });
    await ccpLab.platform.createCluster(ccpLab.request({ installation }));
    expect(
      JSON.parse(ccpLab.ccp.requests.find((one) => one.method === 'POST' && one.path === '/v3/clusters/')?.body ?? ''),
    ).toEqual(preview?.body);
    expect(workersByGroup()).toEqual({ 'node-group': 2, gpu: 1 });
  });

  test('need addresses for the workers of all of them', async () => {
    const installation = demoInstallation({ workers: { count: 10 }, moreWorkers: [{ name: 'more', count: 5 }] });
    await expect(ccpLab.platform.createCluster(ccpLab.request({ installation }))).rejects.toMatchObject({
      code: 'MLA-CCP-033',
      details: { free: 17, needed: 18 },
    });
    expect(ccpLab.ccp.clusters).toEqual([]);
  });

  test('are scaled, added and taken away as the installation says, and waited for', async () => {
    const handle = await make({ workers: { count: 3 } });
    await scale(handle, { workers: { count: 5 }, moreWorkers: [gpuGroup] });
    expect(workersByGroup()).toEqual({ 'node-group': 5, gpu: 1 });
    expect(ccpLab.ccp.clusters[0]?.nodes.map((node) => node.phase)).toEqual(Array.from({ length: 7 }, () => 'Running'));
    expect(ccpLab.ccp.clusters[0]?.payload.node_groups[1]).toMatchObject({
      vcpus: 8,
      memory_mb: 65_536,
      ssh_key: sshKey,
    });

    await scale(handle, { workers: { count: 1 }, moreWorkers: [{ ...gpuGroup, count: 3 }] });
    expect(workersByGroup()).toEqual({ 'node-group': 1, gpu: 3 });

    await scale(handle, { workers: { count: 1 }, moreWorkers: [{ ...gpuGroup, count: 0 }] });
    expect(workersByGroup()).toEqual({ 'node-group': 1 });
    expect(ccpLab.news.filter(({ type }) => type === 'note')).toEqual([]);
  });

  test('that are as they should be are left alone', async () => {
    const wanted = { workers: { count: 2 }, moreWorkers: [gpuGroup] };
    await scale(await make(wanted), wanted);
    expect(changesSent()).toEqual([]);
  });

  test('that the installation does not name, or names with other machines, are left alone and told of', async () => {
    const handle = await make({ workers: { count: 1 }, moreWorkers: [gpuGroup] });
    await scale(handle, { workers: { count: 1, memoryGiB: 64 } });
    expect(changesSent()).toEqual([]);
    expect(ccpLab.news.flatMap((item) => (item.type === 'note' ? [item.message] : []))).toEqual([
      expect.stringContaining('group node-group keep the size and the GPUs'),
      expect.stringContaining('gpu, which the installation does not name'),
    ]);
  });

  test.each([
    ['a GPU that they lack', null, { type: 'nvidia-tesla-t4', count: 1 }],
    ['no GPU where they have one', { type: 'nvidia-tesla-t4', count: 1 }, null],
    ['more GPUs', { type: 'nvidia-tesla-t4', count: 1 }, { type: 'nvidia-tesla-t4', count: 2 }],
  ])('that are asked for with %s keep what they have, and that is told', async (_, made, asked) => {
    const handle = await make({ workers: { count: 1, gpu: made } });
    await scale(handle, { workers: { count: 1, gpu: asked } });
    expect(changesSent()).toEqual([]);
    expect(ccpLab.news.flatMap((item) => (item.type === 'note' ? [item.message] : []))).toEqual([
      expect.stringContaining('keep the size and the GPUs they were made with'),
    ]);
  });

  test('with the GPUs that are asked for are nothing to tell', async () => {
    const wanted = { workers: { count: 1, gpu: { type: 'nvidia-tesla-v100', count: 1 } } };
    await scale(await make(wanted), wanted);
    expect(ccpLab.news.filter(({ type }) => type === 'note')).toEqual([]);
  });

  test('shrink before others grow, so that a full pool is enough', async () => {
    const handle = await make({ workers: { count: 12 }, moreWorkers: [gpuGroup] });
    await scale(handle, { workers: { count: 2 }, moreWorkers: [{ ...gpuGroup, count: 11 }] });
    expect(workersByGroup()).toEqual({ 'node-group': 2, gpu: 11 });
  });

  test('do not grow at all when the pool has too few addresses for all of them', async () => {
    const handle = await make({ workers: { count: 3 } });
    await expect(
      scale(handle, { workers: { count: 8 }, moreWorkers: [{ ...gpuGroup, count: 9 }] }),
    ).rejects.toMatchObject({ code: 'MLA-CCP-033', details: { free: 11, needed: 14 } });
    expect(workersByGroup()).toEqual({ 'node-group': 3 });
  });

  test('that CCP refuses to change say which and why', async () => {
    const handle = await make({ workers: { count: 1 } });
    ccpLab.ccp.switches.faults = [
      {
        method: 'POST',
        path: `/v3/clusters/${handle.id}/node-groups/`,
        when: 'before',
        with: { status: 400, body: '{"size":["no room in the resource pool"]}' },
        times: 1,
      },
    ];
    await expect(scale(handle, { workers: { count: 1 }, moreWorkers: [gpuGroup] })).rejects.toMatchObject({
      code: 'MLA-CCP-050',
      message: expect.stringMatching(/group gpu of the cluster demo to 1: size: no room/) as string,
    });
  });

  test('of another cluster than the one that CCP made on our order are never changed', async () => {
    const handle = await make({ workers: { count: 1 } });
    ccpLab.ccp.switches.lookupByName = 200;
    await expect(scale({ ...handle, id: 'demo' }, { workers: { count: 2 } })).rejects.toMatchObject({
      code: 'MLA-CCP-048',
    });
    expect(workersByGroup()).toEqual({ 'node-group': 1 });
  });

  const lost = { path: '/v3/clusters/', with: 'reset', times: 1 } as const;
  const notes = (): string[] => ccpLab.news.flatMap((item) => (item.type === 'note' ? [item.message] : []));

  test('are found when the answer to the order is lost, and not added twice', async () => {
    const handle = await make({ workers: { count: 1 } });
    ccpLab.ccp.switches.faults = [{ ...lost, method: 'POST', when: 'after' }];
    await scale(handle, { workers: { count: 1 }, moreWorkers: [gpuGroup] });
    expect(workersByGroup()).toEqual({ 'node-group': 1, gpu: 1 });
    expect(changesSent()).toEqual(['POST node-groups/']);
    expect(notes()).toEqual([expect.stringContaining('Checking whether CCP changed the group gpu anyway.')]);
  });

  test('that an order never reached are looked for, and then the order failed; the next attempt makes it', async () => {
    const handle = await make({ workers: { count: 1 } });
    const wanted = { workers: { count: 1 }, moreWorkers: [gpuGroup] };
    ccpLab.ccp.switches.faults = [{ ...lost, method: 'POST', when: 'before' }];
    await expect(scale(handle, wanted)).rejects.toMatchObject({ code: 'MLA-CCP-011' });
    expect(changesSent()).toEqual(['POST node-groups/']);
    await scale(handle, wanted);
    expect(workersByGroup()).toEqual({ 'node-group': 1, gpu: 1 });
  });

  test('get their size by another order when the answer to the first is a fault of CCP, and are told of once', async () => {
    const handle = await make({ workers: { count: 1 } });
    ccpLab.ccp.switches.faults = [{ ...lost, method: 'PATCH', when: 'before', with: { status: 502 }, times: 2 }];
    await scale(handle, { workers: { count: 3 } });
    expect(workersByGroup()).toEqual({ 'node-group': 3 });
    expect(changesSent().length).toBeGreaterThanOrEqual(3);
    expect(notes()).toEqual([expect.stringContaining('the group node-group anyway')]);
  });

  test('that CCP never changes for faults of its own end with that fault, told of once', async () => {
    const handle = await make({ workers: { count: 1 } });
    ccpLab.ccp.switches.faults = [{ ...lost, method: 'PATCH', when: 'before', with: { status: 502 }, times: 10_000 }];
    await expect(scale(handle, { workers: { count: 3 } })).rejects.toMatchObject({ code: 'MLA-CCP-014' });
    expect(notes()).toHaveLength(1);
    expect(workersByGroup()).toEqual({ 'node-group': 1 });
  });
});

test('a cluster that CCP is deleting counts as gone, also when its kubeconfig is fetched or it is scaled', async () => {
  const { platform, ccp } = ccpLab;
  const request = ccpLab.request();
  const handle = await platform.createCluster(request);
  await platform.waitForCluster(handle, request);
  expect(await platform.findLoss?.(handle, request)).toBeUndefined();
  ccp.switches.deletionEnds = false;
  const [cluster] = ccp.clusters;
  if (cluster !== undefined) cluster.status = 'DELETING';
  for (const attempt of [
    () => platform.fetchKubeconfig(handle, request),
    () => platform.scaleWorkers?.(handle, request),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'MLA-CCP-046' });
  expect(await platform.findLoss?.(handle, request)).toMatchObject({ code: 'MLA-CCP-046' });
});

test('a 404 that the list does not confirm is no loss', async () => {
  const { platform, ccp } = ccpLab;
  const handle = await platform.createCluster(ccpLab.request());
  ccp.switches.faults = [
    { path: `/v3/clusters/${handle.id}`, when: 'before', with: { status: 404, body: '<html>' }, times: 100 },
  ];
  expect(await platform.findLoss?.(handle, ccpLab.request())).toBeUndefined();
});

describe('the connection test', () => {
  test('names each layer and what it found', async () => {
    const result = await ccpLab.platform.testConnection(ccpLab.connection().input, {
      signal: new AbortController().signal,
    });
    expect(result.ok).toBe(true);
    expect(result.fingerprint).toBe(ccpLab.ccp.fingerprint);
    expect(result.layers.map(({ layer, detail }) => `${layer}: ${detail}`)).toEqual([
      `address: ${ccpLab.ccp.address}`,
      'name: an IP address',
      `tcp: 127.0.0.1 port ${new URL(ccpLab.ccp.address).port}`,
      'tls: TLSv1.3, certificate is the pinned one',
      'login: as admin',
      'permission: Administrator, 1 provider, 0 clusters visible',
      'version: CCP 6.1.1',
    ]);
  });
});

test('a cluster name with shell characters is data, and no installation may have it [v1]', async () => {
  const free = await ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), 'x;touch /tmp/y', { signal });
  expect(free).toBe(true);
  expect(() => demoInstallation({}, { metadata: { name: 'x;id' } })).toThrow();
});

test('only the name of a cluster makes a name taken [v1]', async () => {
  await sentOrder(ccpLab);
  for (const value of ['calico', 'ccpuser', 'vsphere', 'Lab 1', 'CREATING'])
    expect(await ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), value, { signal })).toBe(true);
  expect(await ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), 'demo', { signal })).toBe(false);
});

test('a name that cannot be looked up is an error, not a taken name [v1]', async () => {
  ccpLab.ccp.switches.permitted = false;
  await expect(ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), 'demo', { signal })).rejects.toMatchObject({
    code: 'MLA-CCP-024',
  });
});

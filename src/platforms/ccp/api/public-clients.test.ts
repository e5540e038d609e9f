import { afterEach, describe, expect, test } from 'vitest';
import type { CcpFault, CcpSwitches } from '../../../../sandbox/ccp/switches.ts';
import type { Choice } from '../../../api/contract.ts';
import { demoInstallation, fixedKubeconfig, startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

/**
 * What the public clients of CCP show of its answers, each in a form of our own:
 * nobody has a real CCP to ask. docs/platforms/ccp.md says what is not known.
 */

let ccpLab: CcpLab | undefined;
afterEach(async () => {
  await ccpLab?.stop();
  ccpLab = undefined;
});

const signal = new AbortController().signal;
const choicesOf = async (
  { platform, connection }: CcpLab,
  field: string,
  chosen: Record<string, string> = {},
): Promise<Choice[]> => (await platform.listChoices?.(connection(), field, chosen, { signal })) ?? [];
const answer = (path: string, body: unknown, more: Partial<CcpFault> = {}): CcpFault => ({
  method: 'GET',
  path,
  when: 'before',
  with: { status: 200, body: typeof body === 'string' ? body : JSON.stringify(body), contentType: 'application/json' },
  times: 99,
  ...more,
});

/** Each client, and what its code needs CCP to answer. */
const clients: readonly (readonly [name: string, switches: Partial<CcpSwitches>])[] = [
  [
    'MLAnywhere of 2020: lists under a key, POST answered 201, two logins',
    { inventory: 'wrapped', createStatus: 201, v2Accepts: 'cookie' },
  ],
  ['ccpctl on 6.1: one token for /2/ and /v3/, DELETE answered 202', { createStatus: 201, deleteStatus: 202 }],
  [
    'the Terraform provider: no look-up by name, kubeconfig "" before READY',
    { kubeconfigBeforeReady: 'empty', lookupByName: 404 },
  ],
  [
    'the Ansible module of 2020: bare lists, POST answered 202, kubeconfig null before READY',
    { inventory: 'bare', createStatus: 202, kubeconfigBeforeReady: 'null' },
  ],
  [
    'the Go library of October 2019: the login of v2 alone, no description in any answer',
    { login: 'absent', notFound: 'text', description: 'absent' },
  ],
  [
    'the same with JSON for what is not there, and the description told as null',
    { login: 'absent', notFound: 'json', description: 'null' },
  ],
  ['the EKS client: clusters and providers of other clouds in the same lists', { strangers: true }],
  [
    'the autoscaler: lists in pages, strangers on the first of them',
    { strangers: true, lists: 'paged', inventory: 'paged' },
  ],
  ['a CCP that tells numbers as texts', { numbers: 'texts', strangers: true }],
  ['a CCP of Django REST Framework: 403 for a token that has expired', { expiredToken: 403 }],
];

describe('a whole life of a cluster comes to its end on the CCP of', () => {
  test.each(clients)('%s', async (_, switches) => {
    ccpLab = await startCcpLab({ switches });
    const { platform, ccp, request: makeRequest } = ccpLab;
    const test = await platform.testConnection(ccpLab.connection().input, { signal });
    expect(test.layers.filter((layer) => !layer.ok)).toEqual([]);
    expect((await choicesOf(ccpLab, 'provider')).map(({ value }) => value)).toEqual(['vsphere']);
    expect(await platform.isClusterNameFree?.(ccpLab.connection(), 'demo', { signal })).toBe(true);

    const request = makeRequest({ installation: demoInstallation({ workers: { count: 1 } }) });
    const handle = await platform.createCluster(request);
    await platform.waitForCluster(handle, request);
    // What an applied installation does next, and again after a crash: the stored id is all it has.
    const later = makeRequest({ installation: demoInstallation({ workers: { count: 2 } }), known: handle });
    expect(await platform.createCluster(later)).toEqual(handle);
    ccp.switches.tokenLifeSeconds = 0.2;
    await platform.scaleWorkers?.(handle, later);
    ccp.switches.tokenLifeSeconds = 3600;
    expect((await platform.fetchKubeconfig(handle, later)).reveal()).toBe(fixedKubeconfig);
    await platform.deleteCluster(handle, later);
    expect(ccp.clusters).toEqual([]);
  });
});

describe('whose a cluster is', () => {
  const lostAnswer: CcpFault = { method: 'POST', path: '/v3/clusters/', when: 'after', with: 'reset', times: 1 };

  test('is told by the id that CCP answered to the order, whatever became of the description', async () => {
    ccpLab = await startCcpLab();
    const handle = await ccpLab.platform.createCluster(ccpLab.request());
    Object.assign(ccpLab.ccp.clusters[0]?.payload ?? {}, { description: 'do not touch' });
    expect(await ccpLab.platform.createCluster(ccpLab.request({ known: handle }))).toEqual(handle);
    await ccpLab.platform.deleteCluster(handle, ccpLab.request());
    expect(ccpLab.ccp.clusters).toEqual([]);
  });

  test('cannot be told after a lost answer where CCP gives no description back: nothing is taken over, nothing ordered twice', async () => {
    ccpLab = await startCcpLab({ switches: { description: 'absent', faults: [lostAnswer] } });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await expect(ccpLab.platform.createCluster(ccpLab.request())).rejects.toMatchObject({
        code: 'MLA-CCP-052',
      });
    }
    expect(ccpLab.ccp.requests.filter((one) => one.method === 'POST' && one.path === '/v3/clusters/')).toHaveLength(1);
  });

  test('of a stranger without any description is never taken over', async () => {
    ccpLab = await startCcpLab();
    await ccpLab.platform.createCluster(ccpLab.request({ owner: '' }));
    await expect(ccpLab.platform.createCluster(ccpLab.request())).rejects.toMatchObject({ code: 'MLA-CCP-040' });
  });
});

describe('a login that CCP refuses', () => {
  test('with 403 in mid-poll is renewed once, and a lack of rights stays one', async () => {
    ccpLab = await startCcpLab({ switches: { expiredToken: 403 } });
    const request = ccpLab.request();
    const handle = await ccpLab.platform.createCluster(request);
    ccpLab.ccp.switches.creationEndsAs = 'CREATING';
    const refused = expect(ccpLab.platform.waitForCluster(handle, request)).rejects.toMatchObject({
      code: 'MLA-CCP-024',
    });
    const { requests, sessions, switches } = ccpLab.ccp;
    const loginsAndPolls = (): [number, number] => [
      requests.filter(({ path }) => path === '/v3/system/login').length,
      requests.length,
    ];
    await expect.poll(() => loginsAndPolls()[1]).toBeGreaterThan(loginsAndPolls()[1] + 1);
    const [loginsBefore] = loginsAndPolls();
    sessions.endAll();
    await expect.poll(() => loginsAndPolls()[0]).toBe(loginsBefore + 1);
    // Further polls go by the new login.
    await expect.poll(() => loginsAndPolls()[1]).toBeGreaterThan(loginsAndPolls()[1] + 2);
    expect(loginsAndPolls()[0]).toBe(loginsBefore + 1);
    switches.permitted = false;
    await refused;
  });
});

test('a lack of rights that CCP tells from the first call on is no reason to log in again', async () => {
  ccpLab = await startCcpLab({ switches: { permitted: false } });
  await expect(choicesOf(ccpLab, 'provider')).rejects.toMatchObject({ code: 'MLA-CCP-024' });
  expect(ccpLab.ccp.requests.filter(({ path }) => path === '/v3/system/login')).toHaveLength(1);
});

describe('lists', () => {
  const place = { datacenter: 'Lab 1', cluster: 'HX-Cluster' };

  test.each(['empty', 'null', 'no-key', 'null-key'] as const)(
    'with nothing in them, told as %s, leave the choice of none',
    async (inventory) => {
      ccpLab = await startCcpLab({ switches: { inventory } });
      expect((await choicesOf(ccpLab, 'resourcePool', place)).map(({ label }) => label)).toEqual(['None']);
      expect((await choicesOf(ccpLab, 'gpu', place)).map(({ label }) => label)).toEqual(['No GPU']);
      expect(await choicesOf(ccpLab, 'datastore', place)).toEqual([]);
    },
  );

  test('of clusters show the names of all that have one, and no other entry matters', async () => {
    ccpLab = await startCcpLab({ switches: { strangers: true } });
    const { platform, connection } = ccpLab;
    const free = async (name: string): Promise<boolean | undefined> =>
      platform.isClusterNameFree?.(connection(), name, { signal });
    expect([await free('team-eks'), await free('team-aks'), await free('demo')]).toEqual([false, false, true]);
  });

  test('of VIP pools count addresses that are told as texts', async () => {
    ccpLab = await startCcpLab({ switches: { numbers: 'texts', strangers: true } });
    expect((await choicesOf(ccpLab, 'vipPool')).map(({ value, detail }) => `${value}: ${detail ?? ''}`)).toEqual([
      'of-aci: ',
      'default-network-subnet: 10.10.20.0/24, 17 free addresses',
      'small-subnet: 10.10.30.0/28, 3 free addresses',
    ]);
    const tooMany = ccpLab.request({ installation: demoInstallation({ vipPool: 'small-subnet' }) });
    await expect(ccpLab.platform.createCluster(tooMany)).rejects.toMatchObject({ code: 'MLA-CCP-033' });
  });

  test('of images recommend none where all are too old for Kubeflow', async () => {
    const images = ['ccp-tenant-image-1.17.6-ubuntu18-7.0.0', 'ccp-tenant-image-1.16.3-ubuntu18-6.1.1'];
    ccpLab = await startCcpLab({
      switches: { faults: [answer('/v3/providers/3e6f5a0c-6a0e-4d0f-9a53-5b1f7c2d8e41/vms', images)] },
    });
    const choices = await choicesOf(ccpLab, 'image', place);
    expect(choices.map(({ value }) => value)).toEqual(images);
    expect(choices.filter(({ recommended }) => recommended === true)).toEqual([]);
    for (const { detail } of choices) expect(detail).toContain('too old for Kubeflow, which needs 1.34');
  });

  test('that are an error in an object are no empty list', async () => {
    ccpLab = await startCcpLab({
      switches: { faults: [answer('/v3/providers', { detail: 'Internal trouble.' })] },
    });
    await expect(choicesOf(ccpLab, 'provider')).rejects.toMatchObject({ code: 'MLA-CCP-013' });
  });
});

/** The one real answer of v3 that is public, of October 2019: field by field, with values of ours. */
const answerOf2019 = {
  id: '0d5e0000-0000-4000-8000-000000000001',
  type: 'vsphere',
  name: 'demo',
  provider: '3e6f5a0c-6a0e-4d0f-9a53-5b1f7c2d8e41',
  status: 'READY',
  spec: {
    kubernetes_config_secret: 'demo-kubeconfig',
    vsphere_infra: { folder: 'ccp', guestOS: 'ubuntu64Guest', hostSystem: '' },
    master_group: { labels: null, taints: null },
  },
  kubeconfig: fixedKubeconfig,
  kubernetes_version: '1.14.8',
  kubernetes_config_secret: null,
  ip_allocation_method: 'ccpnet',
  master_vip: '10.10.20.13',
  load_balancer_num: 1,
  self_signed_registries: {},
  docker_http_proxy: '',
  routable_cidr: null,
  image_prefix: null,
  aci_profile: null,
  network_plugin_profile: {
    name: 'calico',
    details: { typhaReplicas: '1', pod_cidr: '192.168.0.0/16', ssh_user: 'ccpuser' },
  },
  master_group: {
    name: 'master-group',
    size: 1,
    vcpus: 2,
    memory_mb: 16_384,
    gpus: null,
    nodes: [
      {
        name: 'demo-master-gro-1',
        status: 'READY',
        phase: 'Running',
        private_ip: '10.10.20.14',
        public_ip: '10.10.20.14',
      },
    ],
  },
  node_groups: [
    {
      name: 'node-group',
      size: 3,
      vcpus: 2,
      memory_mb: 16_384,
      gpus: [],
      nodes: [1, 2, 3].map((number) => ({
        name: `demo-node-group-${String(number)}`,
        status: 'READY',
        phase: 'Running',
      })),
    },
  ],
};

test('the one real answer that is public is read: waited for, scaled, handed over', async () => {
  const path = `/v3/clusters/${answerOf2019.id}`;
  ccpLab = await startCcpLab({ switches: { faults: [answer(path, answerOf2019)] } });
  const handle = { platform: 'ccp', id: answerOf2019.id, name: 'demo' } as const;
  const request = ccpLab.request({ known: handle });
  await ccpLab.platform.waitForCluster(handle, request);
  await ccpLab.platform.scaleWorkers?.(handle, request);
  expect((await ccpLab.platform.fetchKubeconfig(handle, request)).reveal()).toBe(fixedKubeconfig);
  expect(new Set(ccpLab.news.flatMap((item) => (item.type === 'node' ? [item.node] : []))).size).toBe(4);
});

describe('a path that is not there', () => {
  test.each(['html', 'text', 'json'] as const)('tells a CCP without v3, as %s', async (notFound) => {
    ccpLab = await startCcpLab({ switches: { v3: false, notFound } });
    const { layers } = await ccpLab.platform.testConnection(ccpLab.connection().input, { signal });
    expect(layers.at(-1)).toMatchObject({ ok: false, error: { code: 'MLA-CCP-025' } });
  });

  test('at the login of v3, with a wrong password, tells the password', async () => {
    ccpLab = await startCcpLab({ switches: { login: 'absent' } });
    const { layers } = await ccpLab.platform.testConnection(ccpLab.connection({ password: 'wrong' }).input, {
      signal,
    });
    expect(layers.at(-1)).toMatchObject({ layer: 'login', ok: false, error: { code: 'MLA-CCP-020' } });
  });
});

test('a version below 5 is a remark where the v3 API works', async () => {
  ccpLab = await startCcpLab({ switches: { version: '4.2.0' } });
  const { ok, layers } = await ccpLab.platform.testConnection(ccpLab.connection().input, { signal });
  expect(ok).toBe(true);
  expect(layers.at(-1)).toMatchObject({
    layer: 'version',
    detail: 'CCP 4.2.0, which is older than CCP 5; its v3 API works all the same',
  });
});

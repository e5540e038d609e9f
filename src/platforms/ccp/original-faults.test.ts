import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newEnoughImage } from '../../../sandbox/ccp/seed.ts';
import type { Choice } from '../../api/contract.ts';
import { toMlaError } from '../../errors/error.ts';
import { startConnectProxy } from '../../network/testing/connect-proxy.fixture.ts';
import { demoInstallation, sshKey, startCcpLab, type CcpLab } from './testing/simulated-ccp.fixture.ts';

/** One test for each fault of the original MLAnywhere (CiscoDevNet/MLAnywhere) in its dealings with CCP, named after it; docs/original-faults.md lists them all. */

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab({ password: 'p&ss wörd?' });
});
afterEach(() => ccpLab.stop());

const signal = new AbortController().signal;
const choices = async (field: string, chosen: Record<string, string> = {}): Promise<Choice[]> =>
  (await ccpLab.platform.listChoices?.(ccpLab.connection(), field, chosen, { signal })) ?? [];
const place = { datacenter: 'Lab 1', cluster: 'HX-Cluster' };

async function sentOrder(
  ccp: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  await ccpLab.platform.createCluster(ccpLab.request({ installation: demoInstallation(ccp, spec) }));
  const order = ccpLab.ccp.requests.find((one) => one.method === 'POST' && one.path === '/v3/clusters/');
  return JSON.parse(order?.body ?? '') as Record<string, unknown>;
}

describe('security', () => {
  test('TLS verification was off on every call: here a stranger with another certificate gets not a byte', async () => {
    const connection = ccpLab.connection({ trust: { mode: 'system' } });
    await expect(ccpLab.platform.createCluster(ccpLab.request({ connection }))).rejects.toMatchObject({
      code: 'MLA-CCP-006',
    });
    expect(ccpLab.ccp.requests).toEqual([]);
  });

  test('there was no way to pin or trust a CA: here each of three ways leads in', async () => {
    for (const trust of [
      { mode: 'fingerprint', sha256: `sha256:${ccpLab.ccp.fingerprint.replaceAll(':', '').toLowerCase()}` },
      { mode: 'ca', certificate: ccpLab.ccp.certificate },
      { mode: 'insecure' },
    ] as const) {
      expect((await ccpLab.platform.testConnection(ccpLab.connection({ trust }).input, { signal })).ok).toBe(true);
    }
  });

  test('an insecure connection looked like any other: here the choice stays visible', async () => {
    const { layers } = await ccpLab.platform.testConnection(ccpLab.connection({ trust: { mode: 'insecure' } }).input, {
      signal,
    });
    expect(layers.find((layer) => layer.layer === 'tls')?.detail).toMatch(/NOT CHECKED/);
  });

  test('the password stood in the URL of the v2 login: here it is in no URL', async () => {
    ccpLab.ccp.switches.v2Accepts = 'cookie';
    await choices('vipPool');
    expect(ccpLab.ccp.requests.map((one) => one.path)).toContain('/2/system/login');
    for (const { path, query } of ccpLab.ccp.requests) expect(decodeURIComponent(path + query)).not.toContain('p&ss');
  });

  test('cluster names went into a shell line: here a name is only ever data', async () => {
    const free = await ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), 'x;touch /tmp/y', { signal });
    expect(free).toBe(true);
    expect(() => demoInstallation({}, { metadata: { name: 'x;id' } })).toThrow();
  });

  test('a temporary SSH key of which the private half was thrown away stayed on the nodes: here the user’s own key is sent', async () => {
    expect(await sentOrder()).toMatchObject({
      master_group: { ssh_key: sshKey, ssh_user: 'ccpuser' },
      node_groups: [{ ssh_key: sshKey }],
    });
  });

  test('the proxy and the SSH key of the user went unquoted into commands run as root: here both arrive in the order to the letter, and a key of two lines is refused', async () => {
    const https = 'http://a.bc/;id';
    const key = `${sshKey} "$(id)" ; \`id\``;
    const twoLines = ccpLab.request({ installation: demoInstallation({ sshKey: `${sshKey}\nrm -rf /` }) });
    await expect(ccpLab.platform.createCluster(twoLines)).rejects.toMatchObject({ code: 'MLA-CCP-032' });
    expect(await sentOrder({ sshKey: key }, { proxy: { https } })).toMatchObject({
      docker_https_proxy: https,
      master_group: { ssh_key: key },
      node_groups: [{ ssh_key: key }],
    });
  });

  test('temporary private keys stayed on the disk when a creation failed: here none is made, and nothing is written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mla-watched-'));
    for (const variable of ['HOME', 'TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(variable, folder);
    try {
      ccpLab.ccp.switches.creationEndsAs = 'ERROR';
      const request = ccpLab.request();
      const handle = await ccpLab.platform.createCluster(request);
      await expect(ccpLab.platform.waitForCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-043' });
      expect(await readdir(folder)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    }
  });

  test('passwords and tokens showed up in logs: here no error and no news holds one', async () => {
    const wrong = ccpLab.connection({ password: 'canary-7Zq' });
    ccpLab.ccp.switches.badLogin = 'html';
    const failure = await ccpLab.platform
      .createCluster(ccpLab.request({ connection: wrong }))
      .catch((thrown: unknown) => toMlaError(thrown));
    const shown = inspect([failure, ccpLab.news], { depth: 20, showHidden: true });
    expect(shown).not.toContain('canary-7Zq');
    ccpLab.ccp.switches.faults = [
      {
        method: 'POST',
        path: '/v3/system/login',
        when: 'before',
        with: { status: 500, body: '{"detail":"wrong: canary-7Zq"}' },
        times: 9,
      },
    ];
    const echoed = await ccpLab.platform
      .createCluster(ccpLab.request({ connection: wrong }))
      .catch((thrown: unknown) => toMlaError(thrown));
    expect(inspect(echoed, { depth: 20 })).toContain('wrong: [secret]');
    expect(inspect(echoed, { depth: 20 })).not.toContain('canary-7Zq');
    ccpLab.ccp.switches.faults = [];
    const preview = await ccpLab.platform.previewRequest?.(ccpLab.request());
    expect(JSON.stringify(preview)).not.toContain('p&ss');
  });
});

describe('correctness', () => {
  test('tokens were never renewed: here a poll that meets 401 logs in again, once', async () => {
    const request = ccpLab.request();
    const handle = await ccpLab.platform.createCluster(request);
    ccpLab.ccp.sessions.endAll();
    await ccpLab.platform.waitForCluster(handle, request);
    expect(ccpLab.ccp.clusters[0]?.status).toBe('READY');
  });

  test('a poll that was answered with an error ended in an exception: here it is asked again, and the cluster comes', async () => {
    const request = ccpLab.request();
    const handle = await ccpLab.platform.createCluster(request);
    const poll = { method: 'GET', path: '/v3/clusters/', when: 'before', times: 1 } as const;
    ccpLab.ccp.switches.faults = [
      { ...poll, with: { status: 500, body: '{"detail":"busy"}' } },
      { ...poll, with: { status: 200, body: '{}', contentType: 'application/json' } },
    ];
    await ccpLab.platform.waitForCluster(handle, request);
    expect(ccpLab.ccp.clusters[0]?.status).toBe('READY');
    expect(ccpLab.ccp.switches.faults.map(({ times }) => times)).toEqual([0, 0]);
  });

  test('the wait for a cluster had no limit: here it has one, and its end has a code', async () => {
    const hasty = await startCcpLab({ switches: { creationEndsAs: 'CREATING' }, pacing: { giveUpAfter: 200 } });
    try {
      const request = hasty.request();
      const handle = await hasty.platform.createCluster(request);
      await expect(hasty.platform.waitForCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-044' });
    } finally {
      await hasty.stop();
    }
  });

  test('nothing was tried a second time: here a read whose connection broke is', async () => {
    ccpLab.ccp.switches.faults = [{ method: 'GET', path: '/v3/providers/', when: 'before', with: 'reset', times: 1 }];
    expect((await choices('datacenter')).map((one) => one.value)).toEqual(['Lab 1', 'Edge']);
  });

  test('there were no timeouts: here silence ends with a code', async () => {
    for (const fault of ['silence', 'drip'] as const) {
      const pacing = { answerTimeout: 60, connectTimeout: 500 };
      const hasty = await startCcpLab({
        pacing,
        switches: { faults: [{ path: '/v3/system/login', when: 'before', with: fault, times: 99 }] },
      });
      await expect(hasty.platform.createCluster(hasty.request())).rejects.toMatchObject({ code: 'MLA-CCP-012' });
      await hasty.stop();
    }
  });

  test('a login with v2 alone passed and failed later: here a missing v3 token is a failed login', async () => {
    ccpLab.ccp.switches.login = 'without-token';
    await expect(choices('provider')).rejects.toMatchObject({ code: 'MLA-CCP-022' });
  });

  test('a failed v2 login was fatal: here it matters only where CCP insists on it', async () => {
    ccpLab.ccp.switches.v2Login = 'unauthorized';
    expect(await choices('vipPool')).toHaveLength(2);
  });

  test('the proxy was set on nodes by SSH and broke on v3: here CCP sets it, from the order', async () => {
    const order = await sentOrder(
      {},
      {
        proxy: { http: 'http://proxy.example:3128', https: 'http://proxy.example:3128', noProxy: ['registry.example'] },
      },
    );
    expect(order).toMatchObject({
      docker_http_proxy: 'http://proxy.example:3128',
      docker_https_proxy: 'http://proxy.example:3128',
    });
  });

  test('NO_PROXY lacked the networks of pods, services and nodes and the API: here they are all in it', async () => {
    const order = await sentOrder({}, { proxy: { https: 'http://proxy.example:3128', noProxy: ['registry.example'] } });
    expect(order['docker_no_proxy']).toEqual(
      [
        'registry.example',
        'localhost',
        '127.0.0.1',
        '192.168.0.0/16',
        '10.96.0.0/12',
        '.svc',
        '.cluster.local',
        '10.10.20.0/24',
        '127.0.0.1',
      ].filter((entry, index, all) => all.indexOf(entry) === index),
    );
  });

  test('kubernetes_version was fixed whatever the image: here it is read from the image, for masters and workers alike', async () => {
    const image = 'hx1-ccp-tenant-image-1.16.3-ubuntu18-6.1.1-pre';
    expect(await sentOrder({ image })).toMatchObject({
      kubernetes_version: '1.16.3',
      master_group: { template: image, kubernetes_version: '1.16.3' },
      node_groups: [{ template: image, kubernetes_version: '1.16.3' }],
    });
  });

  test('sizes, pod network, load balancers, masters, GPU count and the one group of workers were fixed: here all can be set', async () => {
    const order = await sentOrder({
      podCidr: '172.20.0.0/16',
      loadBalancers: 2,
      ntpServers: ['10.0.0.1'],
      ntpPools: ['pool.example'],
      insecureRegistries: ['10.0.0.2:5000'],
      rootCaRegistries: ['registry.example'],
      sshUser: 'ubuntu',
      workers: { count: 4, vcpus: 8, memoryGiB: 32, gpu: { type: 'nvidia-tesla-v100', count: 2 } },
      moreWorkers: [{ name: 'big', count: 2, vcpus: 16, memoryGiB: 128 }],
      controlPlane: { count: 3, vcpus: 4, memoryGiB: 8 },
    });
    expect(order).toMatchObject({
      load_balancer_num: 2,
      network_plugin_profile: { name: 'calico', details: { pod_cidr: '172.20.0.0/16' } },
      ntp_servers: ['10.0.0.1'],
      ntp_pools: ['pool.example'],
      insecure_registries: ['10.0.0.2:5000'],
      root_ca_registries: ['registry.example'],
      master_group: { size: 3, vcpus: 4, memory_mb: 8192, ssh_user: 'ubuntu' },
      node_groups: [
        { size: 4, vcpus: 8, memory_mb: 32_768, gpus: [{ type: 'nvidia-tesla-v100', count: 2 }] },
        { name: 'big', size: 2, vcpus: 16, memory_mb: 131_072, gpus: [] },
      ],
    });
  });

  test('the README promised other machines than were ordered: here the documentation’s are', async () => {
    const page = await readFile(join(import.meta.dirname, '../../../docs/installation.md'), 'utf8');
    const promised = (field: string): number =>
      Number(new RegExp(`^\\| .spec\\.cluster\\.ccp\\.${field}. .*\\| .(\\d+). \\| [^|]*\\|$`, 'm').exec(page)?.[1]);
    const [size, vcpus, gibibytes] = [
      promised('workers\\.count'),
      promised('workers\\.vcpus'),
      promised('workers\\.memoryGiB'),
    ];
    expect(await sentOrder()).toMatchObject({ node_groups: [{ size, vcpus, memory_mb: gibibytes * 1024 }] });
  });

  test('the preview was not what was sent: here it is, to the letter', async () => {
    const preview = await ccpLab.platform.previewRequest?.(ccpLab.request());
    expect(await sentOrder()).toEqual(preview?.body);
  });

  test('no null and nothing that only answers hold is ever sent', async () => {
    const order = await sentOrder();
    expect(JSON.stringify(order)).not.toContain('null');
    for (const field of ['id', 'status', 'kubeconfig', 'nodes', 'master_vip']) expect(order).not.toHaveProperty(field);
  });

  test('a name counted as taken when any value of any cluster equalled it: here only a name does', async () => {
    await sentOrder();
    for (const value of ['calico', 'ccpuser', 'vsphere', 'Lab 1', 'CREATING'])
      expect(await ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), value, { signal })).toBe(true);
    expect(await ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), 'demo', { signal })).toBe(false);
  });

  test('a failure of the name check was shown as "name exists": here it is a failure', async () => {
    ccpLab.ccp.switches.permitted = false;
    await expect(ccpLab.platform.isClusterNameFree?.(ccpLab.connection(), 'demo', { signal })).rejects.toMatchObject({
      code: 'MLA-CCP-024',
    });
  });

  test('resource pools were asked without the vSphere cluster: here each cluster shows its own', async () => {
    expect((await choices('resourcePool', place)).map((one) => one.value)).toEqual([
      '',
      'Resources',
      'machine-learning',
    ]);
    expect((await choices('resourcePool', { ...place, cluster: 'UCS-Cluster' })).map((one) => one.value)).toEqual(['']);
  });

  test('names were not URL-encoded: here blanks, slashes and bars go through', async () => {
    expect((await choices('network', { datacenter: 'Lab 1' })).map((one) => one.value)).toContain('vmm/lab|ml|nodes');
    await sentOrder({ network: 'vmm/lab|ml|nodes' });
    expect(ccpLab.ccp.clusters).toHaveLength(1);
  });

  test('the template list was not filtered: here tenant images come first, the newest is recommended', async () => {
    const images = await choices('image', { datacenter: 'Lab 1' });
    expect(images.map(({ value, detail, recommended = false }) => [value, detail, recommended])).toEqual([
      [newEnoughImage, 'Kubernetes 1.36.3', true],
      [
        'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
        'Kubernetes 1.17.6, made for CCP 7.0.0; too old for Kubeflow, which needs 1.34',
        false,
      ],
      [
        'hx1-ccp-tenant-image-1.16.3-ubuntu18-6.1.1-pre',
        'Kubernetes 1.16.3, made for CCP 6.1.1; too old for Kubeflow, which needs 1.34',
        false,
      ],
      [
        'CCP/ccp-tenant-image-1.16.3-ubuntu18-6.0.0',
        'Kubernetes 1.16.3, made for CCP 6.0.0; too old for Kubeflow, which needs 1.34',
        false,
      ],
      [
        'ccp-tenant-image-1.14.8-ubuntu18-5.1.0',
        'Kubernetes 1.14.8, made for CCP 5.1.0; too old for Kubeflow, which needs 1.34',
        false,
      ],
      ['jump-host', 'not a CCP tenant image', false],
      ['windows-2019-template', 'not a CCP tenant image', false],
      ['ccp-control-plane-1', 'not a CCP tenant image', false],
    ]);
  });

  test('no GPUs meant no choice at all, not even "No GPU": here that is always there', async () => {
    expect((await choices('gpu', place)).map((one) => one.value)).toEqual(['', 'nvidia-tesla-v100', 'nvidia-tesla-t4']);
    expect((await choices('gpu', { ...place, cluster: 'UCS-Cluster' })).map((one) => one.label)).toEqual(['No GPU']);
  });

  test('a list that failed was an empty list with 200: here it is an error', async () => {
    ccpLab.ccp.switches.faults = [
      { path: '/v3/providers/', when: 'before', with: { status: 500, body: '<h1>Server Error (500)</h1>' }, times: 99 },
    ];
    await expect(choices('datacenter')).rejects.toMatchObject({
      code: 'MLA-CCP-014',
      message: expect.stringMatching(/its text is not repeated here \(text\/html, \d+ bytes\)/) as string,
    });
  });

  test('a list asked too early was empty: here the answer names the choice that is missing', async () => {
    await expect(choices('datastore')).rejects.toMatchObject({
      code: 'MLA-CCP-034',
      message: expect.stringContaining('datacenter') as string,
    });
    await expect(choices('colour')).rejects.toMatchObject({ code: 'MLA-CCP-035' });
  });

  test('an SSH key was taken unseen: here it is read first, and shown by type and fingerprint', async () => {
    expect(await choices('sshKey', { sshKey })).toEqual([
      { value: sshKey, label: 'ssh-ed25519', detail: expect.stringMatching(/^SHA256:\S{43}$/) as string },
    ]);
    await expect(choices('sshKey', { sshKey: 'ssh-rsa AAAA' })).rejects.toMatchObject({ code: 'MLA-CCP-032' });
  });

  test('slow answers left lists empty: here they are waited for', async () => {
    ccpLab.ccp.switches.faults = [
      { path: '/v3/providers/', when: 'before', with: { delayMilliseconds: 400 }, times: 1 },
    ];
    expect((await choices('datacenter')).map((one) => one.value)).toEqual(['Lab 1', 'Edge']);
  });

  test('a second cluster could be made by pressing twice: here one order is sent', async () => {
    await sentOrder();
    await sentOrder();
    expect(ccpLab.ccp.requests.filter((one) => one.method === 'POST' && one.path === '/v3/clusters/')).toHaveLength(1);
  });

  test('clusters could not be deleted: here they can, and what goes is listed first', async () => {
    const request = ccpLab.request();
    const handle = await ccpLab.platform.createCluster(request);
    expect(ccpLab.platform.previewDeletion(handle).removes[0]).toContain('demo');
    await ccpLab.platform.deleteCluster(handle, request);
    expect(ccpLab.ccp.clusters).toEqual([]);
  });

  test('what went wrong while cleaning up was swallowed: here a deletion that does not end says so', async () => {
    const hasty = await startCcpLab({ switches: { deletionEnds: false }, pacing: { giveUpAfter: 100 } });
    try {
      const request = hasty.request();
      const handle = await hasty.platform.createCluster(request);
      await expect(hasty.platform.deleteCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-047' });
    } finally {
      await hasty.stop();
    }
  });
});

describe('the wizard’s own way out', () => {
  test('went by a proxy of the environment for everything: here through the proxy, but for what NO_PROXY lists and for this machine', async () => {
    const proxy = await startConnectProxy();
    const inside = await startCcpLab({ environment: { HTTPS_PROXY: proxy.host, NO_PROXY: 'listed.example' } });
    try {
      const { port, href } = new URL(inside.ccp.address);
      const layersAt = async (address: string): Promise<string[]> =>
        (await inside.platform.testConnection(inside.connection({ address }).input, { signal })).layers.map(
          ({ layer, ok, error }) => `${layer}${ok ? '' : ` ${error?.code ?? ''} ${error?.cause ?? ''}`}`,
        );
      expect(await layersAt(`https://only-the-proxy-knows.example:${port}`)).toEqual([
        'address',
        'proxy',
        'tls',
        'login',
        'permission',
        'version',
      ]);
      expect(new Set(proxy.tunnels)).toEqual(new Set([`only-the-proxy-knows.example:${port}`]));
      expect(await layersAt(href)).toEqual(['address', 'name', 'tcp', 'tls', 'login', 'permission', 'version']);
      expect(await layersAt(`https://ccp.listed.example:${port}`)).toEqual([
        'address',
        expect.stringMatching(/^name MLA-CCP-002 .*NO_PROXY lists ccp\.listed\.example/),
      ]);
    } finally {
      await inside.stop();
      await proxy.close();
    }
  });
});

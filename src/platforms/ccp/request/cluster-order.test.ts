import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoInstallation, sentOrder, sshKey, startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

test('the nodes get the user’s own SSH key [v1]', async () => {
  expect(await sentOrder(ccpLab)).toMatchObject({
    master_group: { ssh_key: sshKey, ssh_user: 'ccpuser' },
    node_groups: [{ ssh_key: sshKey }],
  });
});

test('proxy and SSH key are sent unchanged, and a key of two lines is refused [v1]', async () => {
  const https = 'http://a.bc:3128';
  expect(() => demoInstallation({}, { proxy: { https: 'http://a.bc/;id' } })).toThrow('must be http://HOST:PORT');
  const key = `${sshKey} "$(id)" ; \`id\``;
  const twoLines = ccpLab.request({ installation: demoInstallation({ sshKey: `${sshKey}\nrm -rf /` }) });
  await expect(ccpLab.platform.createCluster(twoLines)).rejects.toMatchObject({ code: 'MLA-CCP-032' });
  expect(await sentOrder(ccpLab, { sshKey: key }, { proxy: { https } })).toMatchObject({
    docker_https_proxy: https,
    master_group: { ssh_key: key },
    node_groups: [{ ssh_key: key }],
  });
});

test('CCP sets the proxy of the nodes from the order [v1]', async () => {
  const order = await sentOrder(
    ccpLab,
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

test('NO_PROXY lists the networks of pods, services and nodes, and the API [v1]', async () => {
  const order = await sentOrder(
    ccpLab,
    {},
    { proxy: { https: 'http://proxy.example:3128', noProxy: ['registry.example'] } },
  );
  expect(order['docker_no_proxy']).toEqual([
    'registry.example',
    'localhost',
    '127.0.0.1',
    '::1',
    '192.168.0.0/16',
    '10.96.0.0/12',
    '.svc',
    '.cluster.local',
    '10.10.20.0/24',
  ]);
});

test('the list shown before the order is the list in the order, with a reason for each entry; registries are in it', async () => {
  const changes = { insecureRegistries: ['registry.example:5000'], rootCaRegistries: ['https://ca.example/v2'] };
  const proxy = { https: 'http://proxy.example:3128', noProxy: ['.corp.example'] };
  const shown = await ccpLab.platform.listNoProxy?.(
    ccpLab.request({ installation: demoInstallation(changes, { proxy }) }),
  );
  const order = await sentOrder(ccpLab, changes, { proxy });
  expect(shown?.map(({ entry }) => entry)).toEqual(order['docker_no_proxy']);
  expect(Object.fromEntries(shown?.map(({ entry, reason }) => [entry, reason]) ?? [])).toMatchObject({
    '.corp.example': 'named in the installation',
    '192.168.0.0/16': 'network of the pods',
    'registry.example': 'a registry of the installation',
    'ca.example': 'a registry of the installation',
  });
});

test('the Kubernetes version is read from the image, for control plane and workers [v1]', async () => {
  const image = 'hx1-ccp-tenant-image-1.16.3-ubuntu18-6.1.1-pre';
  expect(await sentOrder(ccpLab, { image })).toMatchObject({
    kubernetes_version: '1.16.3',
    master_group: { template: image, kubernetes_version: '1.16.3' },
    node_groups: [{ template: image, kubernetes_version: '1.16.3' }],
  });
});

test('sizes, pod network, load balancers, control plane, GPUs and groups of workers can all be set [v1]', async () => {
  const order = await sentOrder(ccpLab, {
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

test('the machines of an order are those of the documentation [v1]', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../../docs/installation.md'), 'utf8');
  const promised = (field: string): number =>
    Number(new RegExp(`^\\| .spec\\.cluster\\.ccp\\.${field}. .*\\| .(\\d+). \\| [^|]*\\|$`, 'm').exec(page)?.[1]);
  const [size, vcpus, gibibytes] = [
    promised('workers\\.count'),
    promised('workers\\.vcpus'),
    promised('workers\\.memoryGiB'),
  ];
  expect(await sentOrder(ccpLab)).toMatchObject({ node_groups: [{ size, vcpus, memory_mb: gibibytes * 1024 }] });
});

test('the preview is exactly what is sent [v1]', async () => {
  const preview = await ccpLab.platform.previewRequest?.(ccpLab.request());
  expect(await sentOrder(ccpLab)).toEqual(preview?.body);
});

test('no null and nothing that only answers hold is ever sent', async () => {
  const order = await sentOrder(ccpLab);
  expect(JSON.stringify(order)).not.toContain('null');
  for (const field of ['id', 'status', 'kubeconfig', 'nodes', 'master_vip']) expect(order).not.toHaveProperty(field);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Agent, request as send, type Dispatcher } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClusterSpec } from './clusters/cluster-starter.ts';
import { seed } from './seed.ts';
import { startCcpSimulator, type CcpSimulator } from './simulator.ts';

let directory: string;
let ccp: CcpSimulator;
let agent: Agent;
let started: ClusterSpec[];

async function start(): Promise<CcpSimulator> {
  const startCluster = (spec: ClusterSpec) => {
    started.push(spec);
    return Promise.resolve({ kubeconfig: `kubeconfig of ${spec.name}`, stop: () => Promise.resolve() });
  };
  const simulator = await startCcpSimulator({ directory, startCluster, speed: 30 });
  agent = new Agent({ connect: { ca: simulator.certificate } });
  return simulator;
}

beforeEach(async () => {
  started = [];
  directory = await mkdtemp(join(tmpdir(), 'mla-ccp-'));
  ccp = await start();
});
afterEach(async () => {
  await agent.close();
  await ccp.stop();
  await rm(directory, { recursive: true, force: true });
});

interface Options {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

async function ask(
  method: Dispatcher.HttpMethod,
  path: string,
  options: Options = {},
): Promise<{ status: number; headers: Dispatcher.ResponseData['headers']; json: unknown }> {
  const answer = await send(`${ccp.address}${path}`, { method, dispatcher: agent, ...options });
  const text = await answer.body.text();
  return {
    status: answer.statusCode,
    headers: answer.headers,
    json: text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as unknown) : text,
  };
}

async function logIn(): Promise<{ 'x-auth-token': string }> {
  const { headers } = await ask('POST', '/v3/system/login', {
    body: JSON.stringify({ username: ccp.username, password: ccp.password }),
  });
  return { 'x-auth-token': String(headers['x-auth-token']) };
}

function order(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const group = {
    vcpus: 2,
    memory_mb: 16_384,
    template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
    kubernetes_version: '1.17.6',
    gpus: [],
  };
  return {
    type: 'vsphere',
    name: 'demo',
    description: '',
    provider: seed.provider.id,
    kubernetes_version: '1.17.6',
    ip_allocation_method: 'ccpnet',
    subnet_id: seed.subnets[0]?.uuid,
    load_balancer_num: 1,
    vsphere_infra: {
      datacenter: 'Lab 1',
      cluster: 'HX-Cluster',
      datastore: 'hx-datastore-1',
      networks: ['VM Network'],
      resource_pool: '',
    },
    network_plugin_profile: { name: 'calico', details: { pod_cidr: '192.168.0.0/16' } },
    master_group: { name: 'master-group', size: 1, ...group },
    node_groups: [{ name: 'node-group', size: 2, ...group }],
    ...changes,
  };
}

async function createReady(): Promise<{ id: string; headers: { 'x-auth-token': string } }> {
  const headers = await logIn();
  const { json } = await ask('POST', '/v3/clusters/', { headers, body: JSON.stringify(order()) });
  await expect.poll(() => ccp.clusters[0]?.status).toBe('READY');
  return { id: (json as { id: string }).id, headers };
}

describe('logging in', () => {
  const form = (): string => new URLSearchParams({ username: ccp.username, password: ccp.password }).toString();
  const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

  test('to v3 takes JSON and form alike, and refuses the wrong password', async () => {
    expect((await ask('POST', '/v3/system/login', { headers: asForm, body: form() })).headers['x-auth-token']).toMatch(
      /^.{20,}$/,
    );
    expect((await logIn())['x-auth-token']).toMatch(/^.{20,}$/);
    const wrong = await ask('POST', '/v3/system/login', {
      body: JSON.stringify({ username: ccp.username, password: 'wrong' }),
    });
    expect(wrong).toMatchObject({ status: 401, json: { detail: expect.any(String) as string } });
    expect(wrong.headers['x-auth-token']).toBeUndefined();
  });

  test('to v2 takes form and query, and gives a cookie that /2/ takes', async () => {
    for (const path of ['/2/system/login', `/2/system/login/?${form()}`]) {
      const answer = await ask('POST', path, path.includes('?') ? {} : { headers: asForm, body: form() });
      expect(answer).toMatchObject({ status: 200, json: { status: 'last_success', login_id: 'admin' } });
      const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
      expect((await ask('GET', '/2/network_service/subnets/', { headers: { cookie } })).status).toBe(200);
      expect((await ask('GET', '/v3/clusters', { headers: { cookie } })).status).toBe(200);
    }
  });

  test('lasts as long as the switch says', async () => {
    const headers = await logIn();
    expect((await ask('GET', '/v3/clusters', { headers })).status).toBe(200);
    ccp.switches.tokenLifeSeconds = 0;
    expect((await ask('GET', '/v3/clusters', { headers })).status).toBe(401);
  });
});

describe('answers', () => {
  test('carry the headers of the captures, zipped when asked for', async () => {
    const headers = await logIn();
    const answer = await send(`${ccp.address}/v3/providers`, {
      dispatcher: agent,
      headers: { ...headers, 'accept-encoding': 'gzip' },
    });
    expect(answer.headers).toMatchObject({
      'content-encoding': 'gzip',
      'x-req-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'strict-transport-security': expect.any(String) as string,
    });
    expect(JSON.parse(gunzipSync(await answer.body.bytes()).toString())).toMatchObject([
      { id: seed.provider.id, name: 'vsphere' },
    ]);
  });

  test('to a write without its slash are a fault of the server, as with Django', async () => {
    const headers = await logIn();
    expect((await ask('POST', '/v3/clusters', { headers, body: JSON.stringify(order()) })).status).toBe(500);
    ccp.switches.slashlessGet = 'redirected';
    const moved = await ask('GET', '/v3/providers?x=1', { headers });
    expect({ status: moved.status, location: moved.headers.location }).toEqual({
      status: 301,
      location: '/v3/providers/?x=1',
    });
  });
});

describe('an order', () => {
  const refusals: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['a null', { node_groups: null }, 'node_groups'],
    [
      'a null deep inside',
      {
        vsphere_infra: {
          datacenter: 'Lab 1',
          cluster: 'HX-Cluster',
          datastore: 'hx-datastore-1',
          networks: [],
          resource_pool: null,
        },
      },
      'vsphere_infra.resource_pool',
    ],
    ['an unknown provider', { provider: 'vsphere' }, 'provider'],
    ['an unknown subnet', { subnet_id: 'default-network-subnet' }, 'subnet_id'],
    ['a version that does not fit the image', { kubernetes_version: '1.16.3' }, 'kubernetes_version'],
    ['a name in capitals', { name: 'Demo' }, 'name'],
    ['more addresses than are free', { load_balancer_num: 90 }, 'load_balancer_num'],
    ['a missing field', { load_balancer_num: undefined }, 'load_balancer_num'],
  ];
  test.each(refusals)('with %s is refused by field', async (_, changes, field) => {
    const answer = await ask('POST', '/v3/clusters/', { headers: await logIn(), body: JSON.stringify(order(changes)) });
    expect(answer).toMatchObject({ status: 400, json: { [field]: [expect.any(String)] } });
    expect(ccp.clusters).toEqual([]);
  });

  test('is taken with CREATING, shows young nodes, and ends READY with a kubeconfig', async () => {
    const headers = await logIn();
    const answer = await ask('POST', '/v3/clusters/', { headers, body: JSON.stringify(order()) });
    expect(answer).toMatchObject({
      status: 200,
      json: { name: 'demo', status: 'CREATING', master_group: { nodes: [{ phase: 'CreationPending' }] } },
    });
    expect(answer.json).not.toHaveProperty('kubeconfig');
    expect(answer.json).not.toHaveProperty('nodes');
    await expect
      .poll(async () => (await ask('GET', '/v3/clusters', { headers })).json)
      .toMatchObject([
        {
          status: 'READY',
          kubeconfig: 'kubeconfig of demo',
          node_groups: [
            {
              nodes: [
                { phase: 'Running', public_ip: expect.stringMatching(/^10\.10\.20\./) as string },
                { phase: 'Running' },
              ],
            },
          ],
        },
      ]);
    expect(started[0]?.nodes).toMatchObject([
      { role: 'control-plane', count: 1 },
      { role: 'worker', count: 2, vcpus: 2, memoryGiB: 16 },
    ]);
  });

  test('for a name in use is refused', async () => {
    const { headers } = await createReady();
    expect(await ask('POST', '/v3/clusters/', { headers, body: JSON.stringify(order()) })).toMatchObject({
      status: 400,
      json: { name: [expect.stringMatching(/exists/)] },
    });
  });
});

describe('a ready cluster', () => {
  test('is scaled up and down, and its addresses follow', async () => {
    const { id, headers } = await createReady();
    const scale = (size: number) =>
      ask('PATCH', `/v3/clusters/${id}/node-pools/node-group/`, {
        headers,
        body: JSON.stringify({ name: 'node-group', size }),
      });
    const free = async () =>
      ((await ask('GET', '/2/network_service/subnets', { headers })).json as { free_ips: number }[])[0]?.free_ips;
    expect(await free()).toBe(12);
    expect(await scale(4)).toMatchObject({
      status: 200,
      json: { node_groups: [{ size: 4, nodes: [{}, {}, { phase: 'creating' }, {}] }] },
    });
    expect(await free()).toBe(10);
    await expect
      .poll(() => ccp.clusters[0]?.nodes.map((node) => node.phase))
      .toEqual(['Running', 'Running', 'Running', 'Running', 'Running']);
    expect((await scale(1)).status).toBe(200);
    expect(await free()).toBe(13);
    expect((await scale(99)).status).toBe(400);
  });

  test('gets another group of workers, and loses it again; one group stays', async () => {
    const { id, headers } = await createReady();
    const groups = `/v3/clusters/${id}/node-groups/`;
    const add = (changes: Record<string, unknown> = {}) =>
      ask('POST', groups, {
        headers,
        body: JSON.stringify({
          name: 'gpu',
          size: 2,
          vcpus: 8,
          memory_mb: 65_536,
          template: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
          ...changes,
        }),
      });
    const free = async () =>
      ((await ask('GET', '/2/network_service/subnets', { headers })).json as { free_ips: number }[])[0]?.free_ips;
    expect(await add()).toMatchObject({
      status: 201,
      json: { name: 'gpu', size: 2, nodes: [{ phase: 'creating' }, { phase: 'creating' }] },
    });
    expect(await free()).toBe(10);
    expect((await ask('GET', groups, { headers })).json).toMatchObject({
      results: [{ name: 'node-group' }, { name: 'gpu', vcpus: 8 }],
    });
    expect(await add()).toMatchObject({ status: 400, json: { name: [expect.stringContaining('exists')] } });
    expect(await add({ name: 'huge', size: 99 })).toMatchObject({
      status: 400,
      json: { size: [expect.stringContaining('Not enough free addresses')] },
    });
    expect(await add({ name: 'other', template: 'ccp-tenant-image-1.16.3-ubuntu18-6.1.1' })).toMatchObject({
      status: 400,
      json: { template: [expect.any(String)] },
    });
    expect(await add({ name: 'null', gpus: null })).toMatchObject({
      status: 400,
      json: { gpus: [expect.stringContaining('null')] },
    });
    expect((await ask('DELETE', `${groups}gpu/`, { headers })).status).toBe(204);
    expect(await free()).toBe(12);
    expect((await ask('DELETE', `${groups}gpu/`, { headers })).status).toBe(404);
    expect((await ask('DELETE', `${groups}node-group/`, { headers })).status).toBe(400);
  });

  test('takes add-ons from the catalogue, but not two that conflict', async () => {
    const { id, headers } = await createReady();
    const catalogue = (await ask('GET', `/v3/clusters/${id}/catalog`, { headers })).json as Record<string, unknown>;
    const add = (key: string) =>
      ask('POST', `/v3/clusters/${id}/addons/`, { headers, body: JSON.stringify(catalogue[key]) });
    expect((await add('_ccp-istio-operator')).status).toBe(201);
    expect((await add('_ccp-kubeflow')).status).toBe(400);
    await expect
      .poll(async () => (await ask('GET', `/v3/clusters/${id}/addons/`, { headers })).json)
      .toMatchObject({
        count: 1,
        results: [{ name: 'ccp-istio-operator', status: { status: 'INSTALLED', helmStatus: 'deployed' } }],
      });
    expect((await ask('DELETE', `/v3/clusters/${id}/addons/ccp-istio-operator/`, { headers })).status).toBe(204);
  });

  test('is there again after a restart, at the same address with the same certificate', async () => {
    const { id } = await createReady();
    const before = { address: ccp.address, fingerprint: ccp.fingerprint, password: ccp.password };
    await agent.close();
    await ccp.stop();
    ccp = await start();
    expect({ address: ccp.address, fingerprint: ccp.fingerprint, password: ccp.password }).toEqual(before);
    expect((await ask('GET', `/v3/clusters/${id}`, { headers: await logIn() })).json).toMatchObject({
      status: 'READY',
      kubeconfig: 'kubeconfig of demo',
    });
    expect(started.map((spec) => spec.directory)).toEqual([started[0]?.directory, started[0]?.directory]);
  });

  test('keeps its secrets where only their owner reads', async () => {
    await createReady();
    expect((await stat(join(directory, 'state.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(directory, 'state.json'), 'utf8')).not.toContain('kubeconfig of demo');
  });
});

test('the switches are changed from outside by the holder of the token only', async () => {
  const change = (token: string, body: unknown) =>
    ask('PATCH', '/sandbox/switches', { headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
  expect((await change('guess', { creationEndsAs: 'ERROR' })).status).toBe(401);
  expect((await change(ccp.adminToken, { creationEndsAs: 'ERROR' })).status).toBe(200);
  expect(ccp.switches.creationEndsAs).toBe('ERROR');
  expect((await change(ccp.adminToken, { inventory: 'upside down' })).status).toBe(400);
  expect((await change(ccp.adminToken, { unknown: 1 })).status).toBe(400);
  expect(ccp.switches).toMatchObject({ creationEndsAs: 'ERROR', inventory: 'bare' });
});

test('as a process of its own it is the same again after SIGKILL, and ends with its standard input', async () => {
  const home = join(directory, 'process');
  const run = () =>
    spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), '--directory', home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  const readLine = async (child: ReturnType<typeof run>): Promise<Record<string, string>> => {
    for await (const line of createInterface({ input: child.stdout }))
      return JSON.parse(line) as Record<string, string>;
    throw new Error('it ended without a word');
  };
  const first = run();
  const before = await readLine(first);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const second = run();
  const { adminToken, ...after } = await readLine(second);
  expect(after).toEqual({
    address: before['address'],
    fingerprint: before['fingerprint'],
    username: 'admin',
    password: before['password'],
  });
  expect(adminToken).not.toBe(before['adminToken']);
  second.stdin.end();
  expect(await once(second, 'exit')).toEqual([0, null]);
});

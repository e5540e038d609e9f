import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { hangSignal } from '../../../../test/patience.fixture.ts';
import { nodeFiles } from '../../../cluster-proxy/files/plan-files.ts';
import { makeNodeKey } from '../../../cluster-proxy/ssh/node-key.ts';
import { noRoots, startSshdNode } from '../../../cluster-proxy/testing/sshd-nodes.fixture.ts';
import type { Installation } from '../../../installation/installation.ts';
import { createKubernetesClient } from '../../../kubernetes/create-client.ts';
import { demoInstallation, sshKey } from '../../../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { nodeEvents } from '../../../run-view/node-events.ts';
import { Secret } from '../../../secret.ts';
import { trustHostKey, type StoredNodeAccess } from '../../secrets/node-access.ts';
import type { NewEvent, StepContext } from '../../engine/step.ts';
import type { StepServices } from '../services.ts';
import { createNodeServices, withNodeKey } from './node-services.ts';
import { setNodeProxyStep } from './set-node-proxy.ts';

const proxied = demoInstallation({}, { proxy: { https: 'http://proxy.example:3128', noProxy: [] }, kubeflow: null });

/** A store of one installation, in memory. */
function storeOf(given: Record<string, Secret> = {}) {
  let stored: StoredNodeAccess = { hostKeys: {} };
  return {
    loadGivenSecrets: () => Promise.resolve(given),
    loadNodeAccess: () => Promise.resolve(stored),
    changeNodeAccess: (_: string, change: (now: StoredNodeAccess) => StoredNodeAccess) =>
      Promise.resolve((stored = change(stored))),
  };
}

const keyIn = ({ spec: { cluster } }: Installation): string => (cluster.platform === 'ccp' ? cluster.ccp.sshKey : '');

test('the order has a key that MLAnywhere made, the same at each call; the user’s where they gave the private half or set no proxy', async () => {
  const nodes = createNodeServices(storeOf());
  const ordered = keyIn(await withNodeKey(proxied, nodes));
  expect(ordered).toMatch(/^ssh-ed25519 AAAA\S+ mlanywhere-temporary$/);
  expect(keyIn(await withNodeKey(proxied, nodes))).toBe(ordered);
  expect(keyIn(await withNodeKey(demoInstallation(), nodes))).toBe(sshKey);
  const own = createNodeServices(storeOf({ 'node-key': makeNodeKey().privateKey }));
  expect(keyIn(await withNodeKey(proxied, own))).toBe(sshKey);
});

test.skipIf(noRoots !== undefined)(
  'sets a node of the cluster, pins its host key, and leaves the user’s key; without a proxy takes all away again',
  async () => {
    const store = storeOf();
    const nodes = createNodeServices(store);
    const key = (await nodes.login('demo')).made ?? makeNodeKey();
    let node = await startSshdNode('worker-1', { key });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => node[Symbol.asyncDispose]());
    // Only the answers that the step asks for: one ready node without pods.
    const items = [
      {
        metadata: { name: 'worker-1' },
        status: {
          addresses: [{ type: 'InternalIP', address: '10.10.20.11' }],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      },
    ];
    const api = createServer((request, response) => {
      const list = /\/nodes\?/.test(request.url ?? '') || request.url?.endsWith('/nodes') === true;
      const body = list
        ? { kind: 'NodeList', items, metadata: {} }
        : request.url?.includes('/pods') === true
          ? { kind: 'PodList', items: [], metadata: {} }
          : items[0];
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const server = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const services = {
      nodes: { ...nodes, placeOf: () => ({ host: '127.0.0.1', port: node.port }) },
      platform: () => ({ listNoProxy: () => Promise.resolve([{ entry: '.svc', reason: '' }]) }),
      loadKubeconfig: () => Promise.resolve(new Secret('')),
      openCluster: () => Promise.resolve(createKubernetesClient({ server })),
      loadConnection: () => Promise.resolve(undefined),
      ownerMark: () => Promise.resolve('mark'),
      findHandle: () => Promise.resolve(undefined),
      outbound: createOutbound({}),
    } as unknown as StepServices;
    const run = async (installation: Installation, events: NewEvent[] = []) => {
      const context = {
        installation,
        outputs: {},
        signal: hangSignal(),
        tell: (event: NewEvent) => {
          // As the catalogue of events describes it.
          nodeEvents['node.proxy'].data.parse(event.data);
          events.push(event);
        },
      };
      const output = await setNodeProxyStep(services).run(context as unknown as StepContext);
      return { output, events };
    };

    expect((await run(demoInstallation({}, { kubeflow: null }))).output).toEqual({ detail: 'no proxy on the nodes' });
    const { output, events } = await run(proxied);
    expect(output).toEqual({ detail: '1 node' });
    expect(events.map(({ data }) => data?.['state'])).toEqual(['pinned', 'set']);
    expect(await node.read(nodeFiles.docker)).toContain(
      'NO_PROXY=.svc,localhost,127.0.0.1,::1,.cluster.local,10.10.20.11',
    );
    expect((await store.loadNodeAccess()).hostKeys['worker-1']).toBe(events[0]?.data?.['hostKey']);
    expect(await node.read('/home/ccpuser/.ssh/authorized_keys')).toBe(`${sshKey}\n`);

    // The temporary key is gone: the node is known to be done, and one that is to be changed wants the user’s key.
    expect((await run(proxied)).events.map(({ data }) => data?.['state'])).toEqual(['done']);
    const other = demoInstallation({}, { proxy: { https: 'http://other.example:1', noProxy: [] }, kubeflow: null });
    await expect(run(other)).rejects.toMatchObject({ key: 'node.notAll' });

    // As CCP would: a node with the key of the order.
    await node.write('/home/ccpuser/.ssh/authorized_keys', `${key.publicKey}\n`);
    const away = await run(demoInstallation({}, { kubeflow: null }));
    expect(away.events.map(({ data }) => data?.['state'])).toEqual(['set']);
    expect(await node.read(nodeFiles.docker)).toBeUndefined();
    expect(await node.read(nodeFiles.environment)).toBe('PATH="/usr/bin:/bin"\n');

    // The machine is installed again, as CCP would: with the key of the order, and a host key of its own.
    await node.write('/home/ccpuser/.ssh/authorized_keys', `${key.publicKey}\n`);
    await run(proxied);
    await node[Symbol.asyncDispose]();
    node = await startSshdNode('worker-1', { key });
    const refused: NewEvent[] = [];
    await expect(run(proxied, refused)).rejects.toMatchObject({ key: 'node.notAll' });
    const found = /SHA256:[A-Za-z0-9+/]+/.exec(refused[0]?.message ?? '')?.[0] ?? '';
    expect(refused).toMatchObject([{ code: 'MLA-NODE-004', data: { state: 'failed' } }]);
    expect(await node.read(nodeFiles.docker)).toBeUndefined();
    await store.changeNodeAccess('demo', (now) => trustHostKey(now, 'worker-1', found));
    expect((await store.loadNodeAccess()).done).toEqual({});
    expect((await run(proxied)).events.map(({ data }) => data?.['state'])).toEqual(['set']);
    expect(await node.read(nodeFiles.docker)).toContain('proxy.example');
    api.close();
  },
);

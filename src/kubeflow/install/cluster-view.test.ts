import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import {
  replyJson,
  startLoopbackServer,
  type LoopbackServer,
} from '../../kubernetes/testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { ClusterView } from './cluster-view.ts';

let server: LoopbackServer;
let client: KubernetesClient;
let stop: AbortController;
let view: ClusterView;

/** A cluster with one pod in each of three namespaces, shop's with a label. */
beforeEach(async () => {
  const pods = ['shop', 'bank', 'elsewhere'].map((namespace) => ({
    metadata: { name: 'one', namespace, resourceVersion: '1' },
    spec: {},
  }));
  server = await startLoopbackServer(({ url }, response) => {
    const namespace = /namespaces\/([^/]+)/.exec(url.pathname)?.[1];
    if (url.searchParams.has('watch')) response.writeHead(200).flushHeaders();
    else
      replyJson(response, 200, {
        metadata: { resourceVersion: '1' },
        items: pods.filter((pod) => namespace === undefined || pod.metadata.namespace === namespace),
      });
  });
  client = createKubernetesClient({ server: server.address });
  stop = new AbortController();
  view = new ClusterView({
    client,
    signal: stop.signal,
    onChange: () => undefined,
    onReconnect: () => undefined,
    onFailure: () => undefined,
  });
});
afterEach(async () => {
  stop.abort();
  await client.close();
  await server.close();
});

const seen = (): string[] =>
  view
    .list(builtInTypes.pod)
    .map(({ metadata }) => metadata.namespace ?? '')
    .sort();
const lists = (): string[] =>
  server.arrived.filter(({ url }) => !url.searchParams.has('watch')).map(({ url }) => url.pathname);

test('a second selection of a kind is looked at too, each once', async () => {
  view.observe(builtInTypes.pod, { namespace: 'shop' });
  view.observe(builtInTypes.pod, { namespace: 'bank' });
  view.observe(builtInTypes.pod, { namespace: 'shop' });
  await expect.poll(seen).toEqual(['bank', 'shop']);
  expect(lists()).toEqual(['/api/v1/namespaces/shop/pods', '/api/v1/namespaces/bank/pods']);
  expect(view.find({ apiVersion: 'v1', kind: 'Pod', namespace: 'bank', name: 'one' })).toBeDefined();
});

test('a selection of a kind that is looked at as a whole costs nothing', async () => {
  view.observe(builtInTypes.pod);
  view.observe(builtInTypes.pod, { namespace: 'bank' });
  await expect.poll(seen).toEqual(['bank', 'elsewhere', 'shop']);
  expect(lists()).toEqual(['/api/v1/pods']);
});

test('an object of which only the metadata was seen is not taken for a whole one', async () => {
  const key = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'one' };
  view.observe(builtInTypes.pod, { namespace: 'shop', metadataOnly: true });
  await expect.poll(() => view.find(key)).toBeDefined();
  expect(view.findWhole(key)).toBeUndefined();
  view.observe(builtInTypes.pod);
  await expect.poll(() => view.findWhole(key)).toHaveProperty('spec');
});

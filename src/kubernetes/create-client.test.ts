import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import type { ClusterAccess, KubernetesClient } from './client.ts';
import type { ResourceType } from './objects/object.ts';
import {
  replyJson,
  replyStatus,
  startLoopbackServer,
  type LoopbackServer,
  type Reply,
} from './testing/loopback-server.fixture.ts';
import { matching } from './testing/matching.fixture.ts';
import { createKubernetesClient, type KubernetesClientOptions } from './create-client.ts';
import { patience } from '../../test/patience.fixture.ts';

const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};
const key = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'a' };
const metadata = { name: 'a', resourceVersion: '1' };

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((one) => one.close()));
});

async function serve(
  reply: Reply,
  access: Partial<ClusterAccess> = {},
  options: KubernetesClientOptions = {},
): Promise<{ client: KubernetesClient; server: LoopbackServer }> {
  const server = await startLoopbackServer(reply);
  const client = createKubernetesClient(
    { server: server.address, ...access },
    { retry: { firstWait: 1 }, answerTimeout: patience.condition, ...options },
  );
  toClose.push(client, server);
  return { client, server };
}

describe('a client', () => {
  test('applies with force under its own name and asks for metadata only', async () => {
    const { client, server } = await serve((_, response) => replyJson(response, 201, { metadata }));
    const result = await client.apply({ key, type: configMaps, body: '{"kind":"ConfigMap"}' });
    expect(result).toEqual({ metadata, created: true, sent: 1 });
    const [request] = server.arrived;
    expect(`${request?.method} ${request?.url.pathname}${request?.url.search}`).toBe(
      'PATCH /api/v1/namespaces/default/configmaps/a?fieldManager=mlanywhere&force=true',
    );
    expect(request?.headers).toMatchObject({
      'content-type': 'application/apply-patch+yaml',
      accept: matching(/as=PartialObjectMetadata;/),
    });
    expect(request?.body).toBe('{"kind":"ConfigMap"}');
  });

  test('waits when the server is too busy, and tells each repetition', async () => {
    const { client } = await serve((_, response, number) =>
      number < 3
        ? replyStatus(response, 429, 'too many requests', { 'retry-after': '0' })
        : replyJson(response, 200, { metadata }),
    );
    const failures: string[] = [];
    const result = await client.apply({
      key,
      type: configMaps,
      body: '{}',
      onRetry: (failure) => failures.push(failure.message),
    });
    expect(result.sent).toBe(3);
    expect(failures).toEqual([matching(/too busy/), matching(/too busy/)]);
  });

  test('applies again when the connection breaks in the middle of the answer', async () => {
    const { client } = await serve((_, response, number) => {
      if (number > 1) return replyJson(response, 200, { metadata });
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"metadata":', () => response.destroy());
    });
    expect((await client.apply({ key, type: configMaps, body: '{}' })).sent).toBe(2);
  });

  test('does not create again when the connection breaks: it may have been done', async () => {
    const { client, server } = await serve((_, response) => response.destroy());
    await expect(
      client.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' } }),
    ).rejects.toMatchObject({ code: 'MLA-KUBERNETES-007' });
    expect(server.arrived.length).toBe(1);
  });

  test('knows that it deleted what is gone when it asks again', async () => {
    const { client } = await serve((_, response, number) =>
      number === 1 ? response.destroy() : replyStatus(response, 404, 'not found'),
    );
    expect(await client.delete(configMaps, { namespace: 'default', name: 'a' })).toBe(true);
    expect(await client.delete(configMaps, { namespace: 'default', name: 'a' })).toBe(false);
  });

  test('stops at once when cancelled, also while it waits', async () => {
    const { client, server } = await serve((_, response) =>
      replyStatus(response, 503, 'starting', { 'retry-after': '50' }),
    );
    const cancelled = new AbortController();
    const result = client.version({ signal: cancelled.signal });
    const expectation = expect(result).rejects.toMatchObject({ code: 'MLA-GENERAL-002' });
    while (server.arrived.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cancelled.abort();
    await expectation;
    await expect(client.version({ signal: cancelled.signal })).rejects.toMatchObject({ code: 'MLA-GENERAL-002' });
  });

  test('asks for its token before each request', async () => {
    let number = 0;
    const { client, server } = await serve((_, response) => replyJson(response, 200, { gitVersion: 'v1.36.3' }), {
      token: () => Promise.resolve(new Secret(`t${++number}`)),
    });
    await client.version();
    await client.version();
    expect(server.arrived.map((one) => one.headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  });

  test.each(['/k8s/clusters/c-1', '/k8s/clusters/c-1/'])('keeps the path %s of the server’s address', async (path) => {
    const server = await startLoopbackServer((_, response) => replyJson(response, 200, { gitVersion: 'v1.36.3' }));
    const client = createKubernetesClient({
      server: `${server.address}${path}`,
      basic: { user: 'ann', password: new Secret('pw') },
    });
    toClose.push(client, server);
    await client.version();
    expect(server.arrived[0]?.url.pathname).toBe('/k8s/clusters/c-1/version');
    expect(server.arrived[0]?.headers.authorization).toBe(`Basic ${Buffer.from('ann:pw').toString('base64')}`);
  });

  test('reads long lists page by page, and starts over when the pages expire', async () => {
    const item = (name: string): object => ({ metadata: { name } });
    const { client, server } = await serve((arrived, response) => {
      if (arrived.url.searchParams.get('continue') === 'gone')
        return replyStatus(response, 410, 'The provided continue parameter is too old');
      if (arrived.url.searchParams.get('continue') === 'next')
        return replyJson(response, 200, { metadata: { continue: 'gone' }, items: [item('b')] });
      if (arrived.url.searchParams.has('limit'))
        return replyJson(response, 200, { metadata: { continue: 'next' }, items: [item('a')] });
      return replyJson(response, 200, { metadata: {}, items: ['a', 'b', 'c'].map(item) });
    });
    const found = await client.list(configMaps, { namespace: 'x', labelSelector: 'app=a,tier!=b' });
    expect(found.map((one) => `${one.apiVersion} ${one.kind} ${one.metadata.name}`)).toEqual([
      'v1 ConfigMap a',
      'v1 ConfigMap b',
      'v1 ConfigMap c',
    ]);
    expect(server.arrived[0]?.url.searchParams.get('labelSelector')).toBe('app=a,tier!=b');
  });

  test('falls back to plain discovery where the aggregated one is not served', async () => {
    const plain: Record<string, unknown> = {
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/apis': { kind: 'APIGroupList', groups: [{ name: 'apps', preferredVersion: { groupVersion: 'apps/v1' } }] },
      '/api/v1': {
        resources: [
          { name: 'pods', kind: 'Pod', namespaced: true, verbs: ['get'] },
          { name: 'pods/log', kind: 'Pod', namespaced: true },
        ],
      },
      '/apis/apps/v1': { resources: [{ name: 'deployments', kind: 'Deployment', namespaced: true }] },
    };
    const { client } = await serve((arrived, response) => replyJson(response, 200, plain[arrived.url.pathname]));
    expect((await client.discoverAll()).map((type) => `${type.group}/${type.version} ${type.plural}`)).toEqual([
      '/v1 pods',
      'apps/v1 deployments',
    ]);
  });

  test.each([
    ['a login page', 200, '<html>Please log in</html>', 'MLA-KUBERNETES-011'],
    ['a proxy’s error page', 502, '<html><h1>502 Bad Gateway</h1></html>', 'MLA-KUBERNETES-039'],
    ['a redirection', 302, '', 'MLA-KUBERNETES-039'],
    ['something with another idea of a version', 200, '{"etcdserver":"3.6.15"}', 'MLA-KUBERNETES-011'],
    ['a server that is overloaded', 429, 'Too many requests, please try again later.', 'MLA-KUBERNETES-032'],
  ])('says so when the answer comes from %s', async (_, status, text, code) => {
    const { client } = await serve((__, response) => response.writeHead(status).end(text));
    await expect(client.version()).rejects.toMatchObject({ code });
  });

  /** Far from each other, so that it shows which of the two limits counted. */
  const lossy: KubernetesClientOptions = { retry: { firstWait: 1, firstPatience: 1000 }, answerTimeout: 600_000 };

  test('asks again soon when a request got lost, and gives the repetition its full time', async () => {
    const { client } = await serve(
      (_, response, number) => {
        if (number > 1) setTimeout(() => replyJson(response, 200, { metadata }), 2500);
      },
      {},
      lossy,
    );
    const failures: string[] = [];
    const result = await client.apply({
      key,
      type: configMaps,
      body: '{}',
      onRetry: (failure) => failures.push(failure.message),
    });
    expect(result.sent).toBe(2);
    expect(failures).toEqual([matching(/did not answer in time: not a word/)]);
    expect(await client.get(configMaps, { namespace: 'default', name: 'a' })).toMatchObject({ metadata });
  });

  test('does not take a large answer for lost that has begun', async () => {
    const { client, server } = await serve(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"metadata":{},');
        setTimeout(() => response.end('"items":[]}'), 2500);
      },
      {},
      lossy,
    );
    expect(await client.list(configMaps)).toEqual([]);
    expect(server.arrived).toHaveLength(1);
  });

  test('does not create a second time what may only be late', async () => {
    const { client, server } = await serve(
      (_, response) => void setTimeout(() => replyJson(response, 201, { metadata }), 2500),
      {},
      lossy,
    );
    await client.create(configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default' },
    });
    expect(server.arrived).toHaveLength(1);
  });

  test('does not wait for ever for an answer', async () => {
    const { client } = await serve(() => undefined, {}, { retry: { firstWait: 1 }, answerTimeout: 300 });
    await expect(client.version()).rejects.toMatchObject({ code: 'MLA-KUBERNETES-008' });
  });
});

describe('an answer of 403', () => {
  const refuse = (response: ServerResponse): void =>
    replyStatus(
      response,
      403,
      'configmaps "a" is forbidden: User "ann" cannot patch resource "configmaps" in API group "" in the namespace "default"',
    );
  const refused = {
    code: 'MLA-KUBERNETES-021',
    message: 'User "ann" may not patch configmaps in the namespace default.',
  };
  const apply = { key, type: configMaps, body: '{}' };

  test('fails at once when nothing speaks for a server that is just starting', async () => {
    const { client, server } = await serve((arrived, response) =>
      arrived.method === 'GET' ? replyJson(response, 200, { metadata }) : refuse(response),
    );
    await client.get(configMaps, { namespace: 'default', name: 'a' });
    await expect(client.apply(apply)).rejects.toMatchObject(refused);
    expect(server.arrived.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  });

  test('is asked again when the same was allowed before, and says why', async () => {
    const { client } = await serve((_, response, number) =>
      number === 2 || number === 3 ? refuse(response) : replyJson(response, 200, { metadata }),
    );
    await client.apply(apply);
    const failures: string[] = [];
    const { sent } = await client.apply({ ...apply, onRetry: (failure) => failures.push(failure.message) });
    expect(sent).toBe(3);
    expect(failures).toEqual(
      Array.from({ length: 2 }, () =>
        matching(
          /failed to apply ConfigMap default\/a: it seems to have just restarted.*User "ann" may not patch configmaps/,
        ),
      ),
    );
  });

  test('is asked again when the server was out of reach just before', async () => {
    const { client, server } = await serve((_, response, number) =>
      number === 1 ? response.destroy() : number === 2 ? refuse(response) : replyJson(response, 200, { metadata }),
    );
    expect((await client.apply(apply)).sent).toBe(3);
    expect(server.arrived).toHaveLength(3);
  });

  test('fails with the missing right when that stays', async () => {
    const { client, server } = await serve(
      (_, response, number) => (number === 1 ? replyJson(response, 200, { metadata }) : refuse(response)),
      {},
      { retry: { firstWait: 1, longestWait: 10, tries: 2 }, rightsPatience: { afterGrant: 200 } },
    );
    await client.apply(apply);
    await expect(client.apply(apply)).rejects.toMatchObject(refused);
    expect(server.arrived.length).toBeGreaterThan(1 + 4);
  });

  test('is asked again for as long as a server takes to read its roles, however often that is', async () => {
    let refusals = 0;
    const { client } = await serve(
      (_, response, number) =>
        number === 1 ? response.destroy() : refusals++ < 20 ? refuse(response) : replyJson(response, 200, { metadata }),
      {},
      { retry: { firstWait: 1, longestWait: 5 } },
    );
    expect((await client.apply(apply)).sent).toBe(22);
  });

  test('or 401 is asked again when the server was out of reach just before', async () => {
    const { client } = await serve((_, response, number) =>
      number === 1
        ? response.destroy()
        : number === 2
          ? replyStatus(response, 401, 'Unauthorized')
          : replyJson(response, 200, { metadata }),
    );
    expect((await client.apply(apply)).sent).toBe(3);
  });

  test('for a quota or a namespace that is going away is none of this', async () => {
    const { client, server } = await serve((_, response, number) =>
      number === 1
        ? replyJson(response, 200, { metadata })
        : replyStatus(response, 403, 'configmaps "a" is forbidden: exceeded quota: small, requested: x=1'),
    );
    await client.apply(apply);
    await expect(client.apply(apply)).rejects.toMatchObject({ code: 'MLA-KUBERNETES-030' });
    expect(server.arrived).toHaveLength(2);
  });
});

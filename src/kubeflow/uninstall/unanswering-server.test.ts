import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hangSignal } from '../../../test/patience.fixture.ts';
import { toMlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import {
  replyJson,
  replyStatus,
  startLoopbackServer,
  type LoopbackServer,
} from '../../kubernetes/testing/loopback-server.fixture.ts';
import { removeKubeflow } from './remove-kubeflow.ts';
import type { RemovalNews } from './removal-news.ts';
import { removeStage } from './remove-stage.ts';

/** An answer that no healthy API server gives on demand. */
type Fault = (response: Parameters<typeof replyJson>[0]) => void;

const plain =
  (status: number, text: string): Fault =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(text);
  };
const broken: Fault = (response) => response.destroy();
const timeout: Fault = (response) => replyStatus(response, 504, 'the request timed out');

let faults: Fault[];
let isThere: boolean;
let server: LoopbackServer;
let client: KubernetesClient;
let news: RemovalNews[];
beforeEach(async () => {
  [faults, isThere, news] = [[], true, []];
  server = await startLoopbackServer(({ method, url }, response) => {
    const fault = faults.shift();
    if (fault !== undefined) return fault(response);
    if (url.pathname === '/api' || url.pathname === '/apis') return replyJson(response, 200, { items: [] });
    if (method === 'DELETE') isThere = false;
    const items = isThere ? [{ metadata: { name: 'held', namespace: 'kubeflow', uid: '1' } }] : [];
    replyJson(response, 200, method === 'DELETE' ? { kind: 'Status', status: 'Success' } : { metadata: {}, items });
  });
  client = createKubernetesClient({ server: server.address }, { retry: { tries: 1 } });
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const remove = (quiet: number): Promise<void> =>
  removeStage({
    client,
    again: 'mla uninstall demo',
    stage: 'objects',
    objects: [
      { type: builtInTypes.configMap, stage: 'objects', metadata: { name: 'held', namespace: 'kubeflow', uid: '1' } },
    ],
    limits: { quiet, telling: 0 },
    now: () => new Date(),
    tell: (one) => void news.push(one),
    takeFinalizers: async () => false,
    removeWebhook: async () => false,
    signal: hangSignal(),
  });

const reasons = (): string[] =>
  news.flatMap((one) => (one.type === 'waits' ? one.waits.map(({ what, why = '' }) => `${what}: ${why}`) : []));

describe('a server that does not answer as it should', () => {
  test.each([
    ['a gateway in between without a server behind it', plain(502, 'Bad Gateway')],
    ['an API server that stops', plain(503, 'apiserver is shutting down')],
    [
      'a gateway that says it in its own words',
      plain(503, 'upstream connect error or disconnect/reset before headers'),
    ],
    ['a request that took too long', timeout],
    ['a connection that breaks', broken],
  ])('is waited for: %s', async (_name, fault) => {
    faults = [fault, fault, fault, fault];
    await remove(60_000);
    expect(faults).toEqual([]);
    expect(isThere).toBe(false);
    expect(reasons()).not.toEqual([]);
    expect(news.slice(-2)).toEqual([
      { type: 'removed', object: 'ConfigMap kubeflow/held', stage: 'objects' },
      { type: 'waits', waits: [] },
    ]);
  });

  test('is waited for between the stages too', async () => {
    isThere = false;
    faults = [broken, timeout, broken, plain(502, 'Bad Gateway'), plain(502, 'Bad Gateway')];
    const left = await removeKubeflow({
      client,
      installation: 'demo',
      again: 'mla uninstall demo',
      wish: { data: [] },
      finalizers: [],
      limits: { quiet: 60_000, telling: 0 },
      now: () => new Date(),
      tell: (one) => void news.push(one),
      signal: hangSignal(),
    });
    expect(left.goes).toEqual([]);
    expect(faults).toEqual([]);
    expect(reasons()).toContainEqual(expect.stringMatching(/^the API server: .* answered 502/));
    expect(news.at(-2)).toEqual({ type: 'waits', waits: [] });
  });

  test('is not waited for without end: the run ends with its words', async () => {
    faults = Array.from({ length: 1000 }, () => plain(502, 'Bad Gateway'));
    const stuck = await remove(300).then(() => undefined, toMlaError);
    expect(stuck?.key).toBe('uninstall.stuck');
    expect(stuck?.message).toContain('ConfigMap kubeflow/held');
    expect(stuck?.message).toContain('502');
    expect(isThere).toBe(true);
  });
});

test('a refusal that no waiting ends, ends the run', async () => {
  faults = [
    (response) =>
      replyStatus(
        response,
        403,
        'configmaps "held" is forbidden: User "ada" cannot delete resource "configmaps" in API group "" in the namespace "kubeflow"',
      ),
  ];
  expect(await remove(60_000).then(() => undefined, toMlaError)).toMatchObject({ key: 'kubernetes.forbidden' });
});

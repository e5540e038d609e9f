import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { KubernetesClient, ObserveOptions } from '../client.ts';
import type { KubernetesObject, ResourceType } from '../objects/object.ts';
import {
  replyJson,
  replyStatus,
  startLoopbackServer,
  type Arrived,
  type LoopbackServer,
} from '../testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../create-client.ts';
import { patience } from '../../../test/patience.fixture.ts';

const pods: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };

const toClose: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((one) => one.close()));
});

/** What each watch in turn is answered; the last one is held open. Lists are answered with a pod named after the number of the list. */
type WatchReply = (response: ServerResponse, arrived: Arrived) => void;

const event = (type: string, name: string, resourceVersion: string): string =>
  `${JSON.stringify({ type, object: { apiVersion: 'v1', kind: 'Pod', metadata: { name, resourceVersion } } })}\n`;
const errorEvent = (code: number, message: string): string =>
  `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code, message } })}\n`;
const send =
  (...lines: string[]): WatchReply =>
  (response) =>
    response.writeHead(200).end(lines.join(''));
const hold: WatchReply = (response) => {
  response.writeHead(200).flushHeaders();
};

/** Observes until `lines` has as many entries as wanted, and gives them. */
async function observe(given: {
  watches: WatchReply[];
  until: number;
  silence?: number;
  options?: Partial<ObserveOptions<KubernetesObject>>;
  list?: WatchReply;
}): Promise<{ lines: string[]; server: LoopbackServer }> {
  let lists = 0;
  let watches = 0;
  const server = await startLoopbackServer((arrived, response) => {
    if (arrived.url.searchParams.has('watch')) return (given.watches[watches++] ?? hold)(response, arrived);
    lists++;
    if (given.list !== undefined) return given.list(response, arrived);
    return replyJson(response, 200, {
      metadata: { resourceVersion: String(lists * 100) },
      items: [{ metadata: { name: `listed-${lists}` } }],
    });
  });
  const client: KubernetesClient = createKubernetesClient(
    { server: server.address },
    {
      retry: { tries: 1 },
      watch: { silence: given.silence ?? patience.condition, firstWait: 5, longestWait: 20 },
      rightsPatience: { afterGrant: 2000 },
    },
  );
  toClose.push(client, server);
  const lines: string[] = [];
  const enough = new AbortController();
  const note = (line: string): void => {
    lines.push(line);
    if (lines.length >= given.until) enough.abort();
  };
  await client.observe<KubernetesObject>(pods, {
    signal: enough.signal,
    onList: (items) => note(`list ${items.map((item) => `${item.kind} ${item.metadata.name}`).join()}`),
    onChange: ({ type, object }) => note(`${type} ${object.metadata.name}`),
    onReconnect: (reason) => note(`again: ${reason}`),
    ...given.options,
  });
  return { lines, server };
}

const versions = (server: LoopbackServer): (string | null)[] =>
  server.arrived
    .filter((one) => one.url.searchParams.has('watch'))
    .map((one) => one.url.searchParams.get('resourceVersion'));

describe('an observation', () => {
  test('lists, watches from there, and goes on from the last bookmark when the watch ends', async () => {
    const { lines, server } = await observe({
      watches: [send(event('ADDED', 'a', '101'), event('BOOKMARK', '', '150')), send(event('DELETED', 'a', '151'))],
      until: 5,
    });
    expect(lines).toEqual([
      'list Pod listed-1',
      'ADDED a',
      'again: the server ended the watch',
      'DELETED a',
      'again: the server ended the watch',
    ]);
    expect(versions(server)).toEqual(['100', '150']);
    expect(server.arrived[1]?.url.searchParams.get('allowWatchBookmarks')).toBe('true');
  });

  test('lists again when the history is gone, told by status or by event', async () => {
    const { lines, server } = await observe({
      watches: [
        (response) => replyStatus(response, 410, 'too old'),
        send(event('MODIFIED', 'b', '201'), errorEvent(410, 'too old')),
      ],
      until: 6,
    });
    expect(lines).toEqual([
      'list Pod listed-1',
      expect.stringMatching(/^again: .*history/),
      'list Pod listed-2',
      'MODIFIED b',
      expect.stringMatching(/^again: .*history/),
      'list Pod listed-3',
    ]);
    expect(versions(server).slice(0, 2)).toEqual(['100', '200']);
  });

  test('does not trust a silent connection', async () => {
    const { lines, server } = await observe({
      silence: 1500,
      watches: [hold, send(event('ADDED', 'c', '102'))],
      until: 3,
    });
    expect(lines).toEqual(['list Pod listed-1', expect.stringMatching(/^again: not a word/), 'ADDED c']);
    expect(versions(server)).toEqual(['100', '100']);
  });

  test('survives a connection cut in the middle of a message', async () => {
    const half = event('ADDED', 'lost', '105').slice(0, 40);
    const cut: WatchReply = (response) =>
      void response.writeHead(200).write(event('ADDED', 'd', '103') + half, () => response.destroy());
    const { lines } = await observe({ watches: [cut, send(event('ADDED', 'lost', '105'))], until: 4 });
    expect(lines).toEqual(['list Pod listed-1', 'ADDED d', expect.stringMatching(/^again: /), 'ADDED lost']);
  });

  test('lists again after it was cut off for long', async () => {
    const cut: WatchReply = (response) => void response.destroy();
    const { lines } = await observe({ watches: [cut, cut, cut], until: 5 });
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['list', 'again:', 'again:', 'again:', 'list']);
  });

  test('asks for metadata only when that is enough, and gives objects their own kind', async () => {
    const partial = `${JSON.stringify({ type: 'ADDED', object: { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: { name: 'e', resourceVersion: '9' } } })}\n`;
    const kinds: string[] = [];
    const { server } = await observe({
      watches: [send(partial)],
      until: 2,
      options: { metadataOnly: true, onChange: ({ object }) => kinds.push(`${object.apiVersion} ${object.kind}`) },
    });
    expect(kinds).toEqual(['v1 Pod']);
    expect(server.arrived.map((one) => one.headers.accept)).toEqual([
      expect.stringContaining('as=PartialObjectMetadataList;'),
      expect.stringContaining('as=PartialObjectMetadata;'),
    ]);
  });

  test('gives up when the right is missing', async () => {
    const forbidden = 'pods is forbidden: User "ann" cannot watch resource "pods" in API group "" in the namespace "x"';
    await expect(
      observe({ watches: [(response) => replyStatus(response, 403, forbidden)], until: 9 }),
    ).rejects.toMatchObject({
      code: 'MLA-KUBERNETES-021',
      message: 'User "ann" may not watch pods in the namespace x.',
    });
  });

  test('goes on when a watch that was allowed is refused for a moment, and gives up when that stays', async () => {
    const refuse: WatchReply = (response) =>
      replyStatus(
        response,
        403,
        'pods is forbidden: User "ann" cannot watch resource "pods" in API group "" in the namespace "x"',
      );
    const { lines } = await observe({
      watches: [send(event('ADDED', 'a', '101')), refuse, send(event('ADDED', 'b', '102'))],
      until: 5,
    });
    expect(lines.slice(1)).toEqual([
      'ADDED a',
      'again: the server ended the watch',
      expect.stringContaining('it seems to have just restarted'),
      'ADDED b',
    ]);
    await expect(
      observe({
        watches: [send(event('ADDED', 'a', '101')), ...Array.from({ length: 500 }, () => refuse)],
        until: 999,
      }),
    ).rejects.toMatchObject({ code: 'MLA-KUBERNETES-021' });
  });

  test('gives up when the kind is gone', async () => {
    const gone: WatchReply = (response) => void response.writeHead(404).end('404 page not found\n');
    await expect(observe({ watches: [], until: 9, list: gone })).rejects.toMatchObject({ code: 'MLA-KUBERNETES-024' });
  });

  test('ends without an error when it is cancelled while it lists', async () => {
    const cancelled = AbortSignal.timeout(50);
    const { lines } = await observe({ watches: [], until: 9, list: () => undefined, options: { signal: cancelled } });
    expect(lines).toEqual([]);
  });

  test('does not swallow a fault of its listener', async () => {
    await expect(
      observe({
        watches: [],
        until: 9,
        options: {
          onList: () => {
            throw new TypeError('listener');
          },
        },
      }),
    ).rejects.toThrow('listener');
  });
});

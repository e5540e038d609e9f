import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Secret } from '../../secret.ts';
import { createKubernetesClient } from '../create-client.ts';
import { startLoopbackServer, replyStatus } from '../testing/loopback-server.fixture.ts';

const pod = { namespace: 'istio-system', name: 'gateway', port: 8080 };
const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

test('a WebSocket is asked for under the path of the address, with the token of the moment', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  open.push(server);
  await once(server, 'listening');
  const asked = once(server, 'upgrade') as Promise<[IncomingMessage, { destroy(): void }]>;
  const client = createKubernetesClient({
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}/k8s/clusters/c-1/`,
    token: () => Promise.resolve(new Secret('renewed')),
  });
  open.push(client);
  const failed = expect(client.forwardPort(pod)).rejects.toMatchObject({ key: 'kubernetes.connectionBroke' });
  const [{ url, headers }, socket] = await asked;
  expect(url).toBe('/k8s/clusters/c-1/api/v1/namespaces/istio-system/pods/gateway/portforward?ports=8080');
  expect(headers).toMatchObject({
    authorization: 'Bearer renewed',
    upgrade: 'websocket',
    'sec-websocket-protocol': 'v4.channel.k8s.io',
  });
  socket.destroy();
  await failed;
});

test('an answer that is no WebSocket is the reason why there is none', async () => {
  const server = await startLoopbackServer((_, response) =>
    replyStatus(
      response,
      403,
      'pods "gateway" is forbidden: User "eve" cannot create resource "pods/portforward" in API group "" in the namespace "istio-system"',
    ),
  );
  open.push(server);
  const client = createKubernetesClient({ server: server.address });
  open.push(client);
  await expect(client.forwardPort(pod)).rejects.toMatchObject({
    key: 'kubernetes.forbidden',
    message: expect.stringContaining('"eve" may not create pods/portforward') as string,
  });
});

test('nothing is opened for a caller who has left', async () => {
  const server = await startLoopbackServer((_, response) => response.end());
  open.push(server);
  const client = createKubernetesClient({ server: server.address });
  open.push(client);
  await expect(client.forwardPort(pod, { signal: AbortSignal.abort(new Error('left')) })).rejects.toThrow('left');
  expect(server.arrived).toEqual([]);
});

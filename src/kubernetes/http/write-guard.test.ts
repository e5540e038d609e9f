import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createHttpTransport, type WireRequest } from './http-transport.ts';

test('a write that waits for a connection is withheld while another process has the right, and sent when it is back; reads pass', async () => {
  const arrived: string[] = [];
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    arrived.push(`${request.method} ${request.url}`);
    if (request.url === '/slow') held.push(response);
    else response.end('done');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  let isOpen = true;
  let asked = 0;
  let mayOpen = Promise.withResolvers<undefined>();
  const transport = createHttpTransport(
    { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    {
      connections: 1,
      writeGuard: {
        isOpen: () => isOpen,
        open: async () => {
          if (isOpen) return;
          asked += 1;
          await mayOpen.promise;
        },
      },
    },
  );
  const send = (method: WireRequest['method'], path: string) => transport.send({ method, path, body: '{}' });
  const slow = send('PATCH', '/slow');
  await expect.poll(() => arrived).toEqual(['PATCH /slow']);
  const waiting = send('PATCH', '/waiting');
  const refused = send('DELETE', '/refused');
  const reading = transport.send({ method: 'GET', path: '/reading' });

  // As after a pause: the answer comes, and it is the turn of what waits for the connection.
  isOpen = false;
  held[0]?.end('done');
  await Promise.all([slow, reading]);
  await expect.poll(() => asked).toBe(2);
  expect(arrived).toEqual(['PATCH /slow', 'GET /reading']);

  isOpen = true;
  mayOpen.resolve(undefined);
  expect((await Promise.all([waiting, refused])).map(({ status }) => status)).toEqual([200, 200]);
  expect(arrived.slice(2).toSorted()).toEqual(['DELETE /refused', 'PATCH /waiting']);

  isOpen = false;
  mayOpen = Promise.withResolvers();
  mayOpen.reject(new Error('taken over'));
  await expect(send('POST', '/never')).rejects.toThrow('taken over');
  expect(arrived).toHaveLength(4);
  await transport.close();
  server.close();
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { chooseFreePorts, findTakenPort } from './ports.ts';

const held: Server[] = [];
afterEach(() => {
  for (const server of held.splice(0)) server.close();
});

async function hold(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  held.push(server);
  return server;
}

test('a sandbox whose programs are still ending waits for its own ports', async () => {
  const ports = await chooseFreePorts();
  const etcd = await hold(ports.etcdClient);
  setTimeout(() => etcd.close(), 600);
  expect(await findTakenPort(ports, 20_000)).toBeUndefined();
});

test('a port that stays taken is named once the patience is over', async () => {
  const ports = await chooseFreePorts();
  await hold(ports.etcdPeer);
  const begun = performance.now();
  expect(await findTakenPort(ports, 300)).toBe(ports.etcdPeer);
  expect(performance.now() - begun).toBeGreaterThan(300);
});

import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Loopback ports of one sandbox. They are kept with its state, so that a restart has the same addresses. */
export interface SandboxPorts {
  readonly apiServer: number;
  readonly etcdClient: number;
  readonly etcdPeer: number;
  readonly faultProxy: number;
}

/** Ports that are free now. All are held until the last is known, so that they differ. */
export async function chooseFreePorts(): Promise<SandboxPorts> {
  const servers = await Promise.all(Array.from({ length: 4 }, holdFreePort));
  const [apiServer, etcdClient, etcdPeer, faultProxy] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { apiServer: apiServer ?? 0, etcdClient: etcdClient ?? 0, etcdPeer: etcdPeer ?? 0, faultProxy: faultProxy ?? 0 };
}

async function holdFreePort(): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

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
  return {
    apiServer: apiServer ?? 0,
    etcdClient: etcdClient ?? 0,
    etcdPeer: etcdPeer ?? 0,
    faultProxy: faultProxy ?? 0,
  };
}

/** One port that is free now. */
export async function chooseFreePort(): Promise<number> {
  const server = await holdFreePort();
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function holdFreePort(): Promise<ReturnType<typeof createServer>> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Milliseconds until the sandbox's own process counts as one that stays. */
const ownPatience = 5000;

/**
 * The first of the ports that something still listens on after a while; undefined when all are free.
 * Programs of a killed parent need a moment to end. The fault proxy's port belongs to the parent: while it answers, the parent lives.
 */
export async function findTakenPort(ports: SandboxPorts, patienceMs = ownPatience): Promise<number | undefined> {
  const begun = Date.now();
  for (;;) {
    const taken = await Promise.all(
      Object.values(ports).map(async (port: number) => ((await answers(port)) ? port : undefined)),
    );
    const first = taken.find((port) => port !== undefined);
    const parentLives = taken.includes(ports.faultProxy);
    if (first === undefined || Date.now() - begun > (parentLives ? ownPatience : patienceMs)) return first;
    await pause(100);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

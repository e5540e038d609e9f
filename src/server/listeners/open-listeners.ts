import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Socket, type AddressInfo } from 'node:net';
import { isEveryAddress, type ListenAt } from '../address/read-listen.ts';
import type { Answerers } from '../dashboards/listener.ts';
import { answerUnread } from './answer-unread.ts';
import { httpOptions } from './http-options.ts';
import type { TlsFiles } from './tls-files.ts';

/** Dashboards at host names of their own, on the port of the server. */
export interface SharedAnswerers extends Answerers {
  readonly takes: (host: string | undefined) => boolean;
}

/** The server's sockets. */
export interface Listeners {
  /** The main server, for fastify's `serverFactory`. Fastify listens and closes it. */
  readonly create: (handle: RequestListener) => Server;
  /**
   * Where programs of this machine reach the server, once it listens: the same
   * port, or where that speaks TLS or has another address, one on 127.0.0.1.
   */
  readonly listenLocally: (main: ListenAt) => Promise<number>;
  closeIdle(): void;
  closeAll(): void;
  /** Closes what fastify does not know. */
  close(): Promise<void>;
}

export function openListeners(given: {
  readonly tls?: TlsFiles | undefined;
  readonly dashboards?: SharedAnswerers | undefined;
}): Listeners {
  const { tls, dashboards } = given;
  const connections = new Set<Socket>();
  const servers: Server[] = [];
  let handleOwn: RequestListener = () => undefined;

  const keep = (server: Server): Server => {
    server.on('connection', (connection: Socket) => {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
    });
    servers.push(server);
    return server;
  };
  const isForDashboard = (request: IncomingMessage): boolean => dashboards?.takes(request.headers.host) === true;

  const create = (handle: RequestListener): Server => {
    handleOwn = handle;
    const options = { ...httpOptions, shouldUpgradeCallback: isForDashboard };
    const answer: RequestListener = (request, response) =>
      isForDashboard(request) ? dashboards?.request(request, response) : handle(request, response);
    if (tls === undefined) return keep(withUpgrades(createServer(options, answer), dashboards));
    const server = createTlsServer({ ...options, ...tls.current() }, answer);
    // Open connections keep the certificate with which they began.
    tls.onChange((pair) => server.setSecureContext(pair));
    return keep(withUpgrades(server, dashboards));
  };

  return {
    create,
    async listenLocally({ host, port }) {
      if (tls === undefined && (host === '127.0.0.1' || isEveryAddress(host))) return port;
      const local = keep(createServer(httpOptions, handleOwn)).on('clientError', answerUnread);
      local.listen({ host: '127.0.0.1', port: 0 });
      await once(local, 'listening');
      return (local.address() as AddressInfo).port;
    },
    closeIdle: () => servers.forEach((server) => server.closeIdleConnections()),
    closeAll: () => servers.forEach((server) => server.closeAllConnections()),
    async close() {
      // Node waits more than a minute for connections that never sent anything: a browser's spare ones.
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
      await Promise.all(servers.slice(1).map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function withUpgrades(server: Server, dashboards: SharedAnswerers | undefined): Server {
  if (dashboards === undefined) return server;
  return server.on('upgrade', (request: IncomingMessage, socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (socket instanceof Socket) dashboards.upgrade(request, socket, head);
  });
}

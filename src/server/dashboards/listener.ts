import { once } from 'node:events';
import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { MlaError } from '../../errors/error.ts';
import { httpOptions } from '../listeners/http-options.ts';

/** What answers the requests of a listener. */
export interface Answerers {
  readonly request: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** On this machine only. On both loopback addresses, because browsers try both: nobody else must answer on one of them. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

const mostConnections = 1024;

/** Listens on the port of both loopback addresses. `elsewhere`: on any free one where it is taken. Throws `server.portTaken`. */
export async function startListener(
  { port, elsewhere }: { readonly port: number; readonly elsewhere: boolean },
  answerers: Answerers,
): Promise<Listener> {
  try {
    return await listenOn(port, answerers);
  } catch (thrown) {
    if (!isTaken(thrown)) throw thrown;
    if (elsewhere) return listenOn(0, answerers);
    throw new MlaError('server.portTaken', { port }, { cause: thrown });
  }
}

async function listenOn(port: number, answerers: Answerers): Promise<Listener> {
  const first = await listenAt('127.0.0.1', port, answerers);
  try {
    const second = await listenAt('::1', first.port, answerers).catch((thrown: unknown) => {
      if (hasCode(thrown, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) return undefined;
      throw thrown;
    });
    return {
      port: first.port,
      close: async () => {
        await Promise.all([first.close(), second?.close()]);
      },
    };
  } catch (thrown) {
    await first.close();
    throw thrown;
  }
}

async function listenAt(host: string, port: number, { request, upgrade }: Answerers): Promise<Listener> {
  const server = createServer(httpOptions, request);
  server.maxConnections = mostConnections;
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (asking: IncomingMessage, socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (socket instanceof Socket) upgrade(asking, socket, head);
  });
  server.on('clientError', refuseUnreadable);
  server.listen({ host, port });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function isTaken(thrown: unknown): boolean {
  return hasCode(thrown, 'EADDRINUSE', 'EACCES');
}

function hasCode(thrown: unknown, ...codes: string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code));
}

/** What node's parser does not take as a request, for example one whose end is ambiguous. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket | { destroy(): void }): void {
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  if (!('writable' in socket) || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A program behind a port of a pod: `/` greets, `/big` sends `bigBytes`, a body is counted, and a WebSocket gets its texts back. */
export interface PodProgram {
  readonly port: number;
  /** Bytes of `/big` that the program could write so far. */
  readonly sent: () => number;
  close(): Promise<void>;
}

export const bigBytes = 100 * 1024 * 1024;

export async function startPodProgram(): Promise<PodProgram> {
  const piece = Buffer.alloc(64 * 1024, 7);
  let sent = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let received = 0;
      request.on('data', (chunk: Buffer) => (received += chunk.length)).on('end', () => response.end(String(received)));
      return;
    }
    if (request.url !== '/big') return void response.end('hello from the pod');
    sent = 0;
    response.writeHead(200, { 'content-length': bigBytes });
    const more = (): void => {
      while (sent < bigBytes) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const key = `${request.headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    socket.on('error', () => socket.destroy()).on('end', () => socket.end());
    socket.on('data', (frame: Buffer) => socket.write(withoutMask(frame)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => sent,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A short frame of a client as a server sends it. */
function withoutMask(frame: Buffer): Buffer {
  const mask = frame.subarray(2, 6);
  const payload = frame.subarray(6).map((byte, i) => byte ^ (mask[i & 3] ?? 0));
  return Buffer.concat([Buffer.from([frame[0] ?? 0, payload.length]), payload]);
}

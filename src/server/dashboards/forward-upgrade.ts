import { request as send, ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { joinConnections } from '../../kubernetes/port-forward/join.ts';
import { begin, fieldsOf } from './forward-request.ts';
import type { HeaderFields } from './messages/header-fields.ts';
import { responseHeaders } from './messages/response-headers.ts';

/** What a browser may send before the gateway has answered. */
const mostEarlyBytes = 64 * 1024;

interface Given {
  /** A connection to the gateway for this WebSocket. */
  readonly stream: Duplex;
  readonly headers: HeaderFields;
  /** What the browser sent already after its request. */
  readonly head: Buffer;
  /** Whether the browser speaks HTTPS. */
  readonly isEncrypted: boolean;
}

/**
 * Opens a WebSocket to the gateway and joins it with the browser's. Resolves
 * when it is over; a gateway that answers something else is passed on.
 * @throws what keeps the request from being answered
 */
export function forwardUpgrade(
  request: IncomingMessage,
  socket: Socket,
  { stream, headers, head, isEncrypted }: Given,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const host = request.headers.host ?? '';
    const sending = send({
      createConnection: () => stream,
      method: request.method,
      path: request.url,
      headers: { ...fieldsOf(headers), connection: 'Upgrade', upgrade: 'websocket' },
      setHost: false,
    });
    const leave = (): void => void sending.destroy();
    socket.once('close', leave);
    const stopWatching = destroyWhenLeft(socket);
    sending.once('upgrade', (answer, pod: Duplex, first: Buffer) => {
      socket.off('close', leave);
      stopWatching();
      socket.write(head101(responseHeaders(answer.rawHeaders, { host, isEncrypted })));
      if (first.length > 0) pod.unshift(first);
      if (head.length > 0) pod.write(head);
      void joinConnections(socket, pod).then(() => resolve());
    });
    sending.once('response', (answer) => {
      stopWatching();
      const response = responseOn(request, socket);
      try {
        begin(answer, { request, response, isEncrypted });
      } catch {
        stream.destroy();
        socket.destroy();
        return resolve();
      }
      pipeline(answer, response, () => resolve());
    });
    sending.on('error', reject);
    sending.end();
  });
}

/** A socket that nobody reads does not tell that the browser left. What browsers should not send yet is kept for the reader. */
function destroyWhenLeft(socket: Socket): () => void {
  const early: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer): void => {
    early.push(chunk);
    size += chunk.length;
    if (size > mostEarlyBytes) socket.destroy();
  };
  const end = (): void => void socket.destroy();
  socket.on('data', keep).once('end', end);
  return () => {
    socket.off('data', keep).off('end', end).pause();
    if (early.length > 0 && !socket.destroyed) socket.unshift(Buffer.concat(early));
  };
}

/** Answers a request for an upgrade without one; the connection ends with it. */
export function responseOn(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  return response;
}

function head101(fields: HeaderFields): string {
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 101 Switching Protocols\r\n${lines}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
}

import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** A WebSocket that goes on to a program of this machine. */
export interface OnwardUpgrade {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: Socket;
  /** What came after the request already. */
  readonly head: Buffer;
}

/** Opens the WebSocket at the program and joins both ends. A program that answers something else is passed on. */
export function forwardUpgrade(incoming: IncomingMessage, outgoing: ServerResponse, onward: OnwardUpgrade): void {
  const { port, path, headers, socket, head } = onward;
  const upstream = request({ host: '127.0.0.1', port, path, method: incoming.method, headers, agent: false });
  upstream.once('upgrade', (answer, program: Socket, first: Buffer) => {
    outgoing.detachSocket(socket);
    const lines = pairs(answer.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
    if (first.length > 0) program.unshift(first);
    if (head.length > 0) program.write(head);
    pipeline(socket, program, socket, () => undefined);
  });
  upstream.once('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(outgoing);
  });
  upstream.once('error', () => socket.destroy());
  socket.once('close', () => upstream.destroy());
  upstream.end();
}

function pairs(rawHeaders: readonly string[]): [name: string, value: string][] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}

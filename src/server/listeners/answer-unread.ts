import type { Socket } from 'node:net';
import { MlaError } from '../../errors/error.ts';

/** Answers a request that Node itself could not read, in the form that every error has: too many headers, or no HTTP. */
export function answerUnread(error: Error & { code?: string }, socket: Socket): void {
  // The client is gone.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, report } =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? {
          status: '431 Request Header Fields Too Large',
          report: new MlaError('server.requestTooLarge', { limit: '64 KiB of headers' }),
        }
      : {
          status: '400 Bad Request',
          report: new MlaError('server.badRequest', { problems: 'the request is not HTTP' }),
        };
  const body = JSON.stringify(report.report());
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

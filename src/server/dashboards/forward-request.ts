import { request as send, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { HeaderFields } from './messages/header-fields.ts';
import { responseHeaders } from './messages/response-headers.ts';
import type { Upstream } from './upstreams.ts';

/** A kept connection can break at the moment it is used. A request without a body is then sent again, so many times. */
const mostRepeats = 3;

interface Given {
  readonly upstream: Pick<Upstream, 'agent'>;
  readonly headers: HeaderFields;
  /** Whether the browser speaks HTTPS. */
  readonly isEncrypted: boolean;
}

/**
 * Passes a request on, and its answer back; neither side is read faster than
 * the other takes. Resolves when both are over.
 * @throws what keeps the request from being answered, as long as no answer has begun
 */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, given: Given): Promise<void> {
  return new Promise((resolve, reject) => {
    let repeats = 0;
    const attempt = (): void => {
      const sending = send({
        agent: given.upstream.agent,
        host: 'kubeflow',
        method: request.method,
        path: request.url,
        headers: fieldsOf(given.headers),
        setHost: false,
      });
      // A browser that leaves needs no answer, and half a body must not look whole.
      const leave = (): void => void sending.destroy();
      response.once('close', leave);
      sending.once('response', (answer) => {
        try {
          begin(answer, { request, response, isEncrypted: given.isEncrypted });
        } catch (thrown) {
          sending.destroy();
          return reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        }
        pipeline(answer, response, (error) => {
          // A browser must not take half an answer for a whole one.
          if (error) response.socket?.resetAndDestroy();
          resolve();
        });
      });
      sending.on('error', (error) => {
        response.off('close', leave);
        if (response.headersSent || response.destroyed) return resolve();
        if (!sending.reusedSocket || hasBody(request) || ++repeats > mostRepeats) return reject(error);
        attempt();
      });
      if (hasBody(request)) request.pipe(sending);
      else sending.end();
    };
    attempt();
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** As node takes them: one entry for each name. */
export function fieldsOf(fields: HeaderFields): OutgoingHttpHeaders {
  const byName = new Map<string, [name: string, values: string[]]>();
  for (const [name, value] of fields) {
    const known = byName.get(name.toLowerCase());
    if (known === undefined) byName.set(name.toLowerCase(), [name, [value]]);
    else known[1].push(value);
  }
  return Object.fromEntries(
    [...byName.values()].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

interface Beginning {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly isEncrypted: boolean;
}

/** Sends the head of an answer. Throws for one that HTTP does not allow. */
export function begin(answer: IncomingMessage, { request, response, isEncrypted }: Beginning): void {
  const fields = responseHeaders(answer.rawHeaders, { host: request.headers.host ?? '', isEncrypted });
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, fields.flat());
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ErrorReport } from '../../errors/error.ts';
import type { WriteLog } from './log-entry.ts';
import type { Metrics } from './metrics.ts';

const header = 'x-request-id';

/** The id that a proxy in front gave the request, if it looks like one, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers[header];
  return typeof given === 'string' && /^[\w.:-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Each response names its request; each request is counted, and written to the log when it has ended: neither its address, which may hold names, nor anything that was sent. */
export function observeRequests(
  server: FastifyInstance,
  { metrics, log }: { readonly metrics: Metrics; readonly log: WriteLog },
): void {
  server.addHook('onRequest', async (request, reply) => {
    void reply.header(header, request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const { method, id: requestId } = request;
    const route = routeOf(request);
    const status = reply.raw.statusCode;
    const milliseconds = Math.round(reply.elapsedTime);
    metrics.requestEnded({ method, route, status, seconds: reply.elapsedTime / 1000 });
    const level = status >= 500 ? 'warn' : route.startsWith('/api/') ? 'info' : 'debug';
    const message = `${method} ${route}: ${status}`;
    log({ level, message, requestId, ...traceOf(request), method, route, status, milliseconds });
  });
}

/** Which trace the request belongs to, if the program that asks says so (W3C Trace Context, version 00). */
function traceOf({ headers }: FastifyRequest): { traceparent?: string } {
  const { traceparent } = headers;
  return typeof traceparent === 'string' && /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent)
    ? { traceparent }
    : {};
}

/** The route's pattern, one word for everything that is a page. */
function routeOf({ routeOptions: { url } }: FastifyRequest): string {
  return url ?? 'page';
}

/** An unexpected error tells how to find its cause in the server's log. */
export function withRequestId(report: ErrorReport, requestId: string): ErrorReport {
  if (report.kind !== 'internal') return report;
  return {
    ...report,
    fix: `${report.fix} The server's log has the cause under the request ${requestId}.`,
    details: { ...report.details, requestId },
  };
}

import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RunEvent } from '../api/run.ts';
import { followRun } from '../runs/follow-run.ts';
import type { RunReads } from '../runs/coinciding-reads.ts';

const heartbeatEvery = 15_000;

const query = z.object({ after: z.coerce.number().int().min(0).optional() });

export interface StreamParts {
  /** Shared, so that many readers cost what one does. */
  readonly runs: RunReads;
  readonly runId: string;
  readonly writePage: ReturnType<typeof createPageWriter>;
  readonly closing: AbortSignal;
}

/**
 * A run's events as server-sent events: `id` is the event's id, `data` the
 * event as JSON. Begins after `Last-Event-ID`, else after `?after=`. A comment
 * each 15 s keeps proxies from closing it; `event: end` follows the last event.
 * A reader that is slow is waited for.
 */
export async function streamRun(request: FastifyRequest, reply: FastifyReply, { runs, runId, writePage, closing }: StreamParts): Promise<void> {
  await runs.getRun(runId);
  const lastEventId = Number(request.headers['last-event-id'] ?? NaN);
  const after = Number.isSafeInteger(lastEventId) && lastEventId >= 0 ? lastEventId : (query.parse(request.query).after ?? 0);

  reply.hijack();
  const response = reply.raw;
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, closing]);
  response.on('close', () => gone.abort());
  response.on('error', () => gone.abort());
  for (const [header, value] of Object.entries(reply.getHeaders())) if (value !== undefined) response.setHeader(header, value);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatEvery);
  try {
    for await (const events of followRun(runs, runId, { after, signal })) {
      if (!response.write(writePage(events))) await once(response, 'drain', { signal });
    }
    if (!signal.aborted) response.write('event: end\ndata: {}\n\n');
  } catch (error) {
    // The reader comes again after the last event it has seen.
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

/** Writes pages in the stream's format: each once, for all who read it together. */
export function createPageWriter(): (events: RunEvent[]) => string {
  const written = new WeakMap<RunEvent[], string>();
  return (events) => {
    const text = written.get(events) ?? events.map((event) => `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    written.set(events, text);
    return text;
  };
}

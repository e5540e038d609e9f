import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { streamRoute } from '../../api/contract.ts';
import type { RunEvent } from '../../api/run.ts';
import { followRun } from '../../runs/engine/stream-run-events.ts';
import type { RunReads } from '../../runs/engine/share-concurrent-reads.ts';
import { readPart } from './read-part.ts';

const heartbeatEvery = 15_000;
/** Milliseconds between two looks at whether the reader is still logged in. */
const loginCheckedEvery = 10_000;

export interface StreamParts {
  /** Shared, so that many readers cost what one does. */
  readonly runs: RunReads;
  readonly writePage: ReturnType<typeof createPageWriter>;
  readonly closing: AbortSignal;
  /** Of whoever reads: when it ends, the stream ends. */
  readonly login: {
    /** Calls `ended` when this process ends the login. Returns a function that unsubscribes. */
    readonly watchEnd: (ended: () => void) => () => void;
    /** Whether the session or token still gets in. */
    readonly holds: () => Promise<boolean>;
  };
  /** Receives errors of a stream that has already started, which can no longer be answered with a status. */
  readonly report: (error: unknown) => void;
}

/**
 * A run's events as server-sent events: `id` is the event's id, `data` the
 * event as JSON. Begins after `Last-Event-ID`, else after `?after=`. A comment
 * each 15 s keeps proxies from closing it; `event: end` follows the last event.
 * A slow reader applies backpressure.
 */
export async function streamRun(
  request: FastifyRequest,
  reply: FastifyReply,
  { runs, writePage, closing, login, report }: StreamParts,
): Promise<void> {
  const { id: runId } = readPart(streamRoute.params, request.params, 'address');
  const asked = readPart(streamRoute.query, request.query, 'query');
  await runs.getRun(runId);
  const after = lastEventOf(request) ?? asked.after ?? 0;

  reply.hijack();
  const response = reply.raw;
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, closing]);
  response.on('close', () => gone.abort());
  response.on('error', () => gone.abort());
  for (const [header, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) response.setHeader(header, value);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const unwatch = login.watchEnd(() => gone.abort());
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatEvery);
  // A token was revoked, a person disabled, another process on the same database ended the session, or it expired. A database that is briefly unreachable ends nothing.
  const check = setInterval(() => void login.holds().then((holds) => holds || gone.abort(), report), loginCheckedEvery);
  try {
    for await (const events of followRun(runs, runId, { after, signal })) {
      if (!response.write(writePage(events))) await once(response, 'drain', { signal });
    }
    if (!signal.aborted) response.write('event: end\ndata: {}\n\n');
  } catch (error) {
    // The reader reconnects after the last event that it has seen.
    if (!signal.aborted) report(error);
  } finally {
    unwatch();
    clearInterval(heartbeat);
    clearInterval(check);
    response.end();
  }
}

/** The last event that a browser says it has read; undefined when it sends nothing usable. */
function lastEventOf(request: FastifyRequest): number | undefined {
  const given = streamRoute.query.safeParse({ after: request.headers['last-event-id'] });
  return given.success ? given.data.after : undefined;
}

/** Formats pages for the stream, each once for all concurrent readers. */
export function createPageWriter(): (events: RunEvent[]) => string {
  const written = new WeakMap<RunEvent[], string>();
  return (events) => {
    const text =
      written.get(events) ?? events.map((event) => `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    written.set(events, text);
    return text;
  };
}

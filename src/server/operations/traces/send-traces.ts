import { setTimeout as sleep } from 'node:timers/promises';
import type { OutboundFetch } from '../../../network/outbound.ts';
import type { LogEntry, WriteLog } from '../log-entry.ts';
import type { TraceSettings } from './read-trace-settings.ts';
import { attributesOf, spanOf, type Span } from './span.ts';

/** Makes spans of log entries and sends them. */
export interface Traces {
  /** Passes an entry on, and keeps its span until the next sending. */
  readonly write: WriteLog;
  /** Sends what is left, for a short while. */
  readonly close: () => Promise<void>;
}

/** Milliseconds. */
const every = 5000;
const answerMayTake = 5000;
/** Spans that wait. What comes beyond is dropped: a receiver that is away must not fill the memory. */
const mostWaiting = 2048;

export function sendTraces(given: {
  readonly settings: TraceSettings;
  readonly version: string;
  readonly fetch: OutboundFetch;
  readonly log: WriteLog;
  readonly now?: () => number;
}): Traces {
  const { settings, version, fetch, log, now = Date.now } = given;
  const closing = new AbortController();
  let waiting: Span[] = [];
  let trouble = '';

  const send = async (): Promise<void> => {
    const spans = waiting.splice(0);
    if (spans.length === 0) return;
    const reason = await post(spans).catch((error: unknown) => (error as Error).message);
    // The same trouble is told once.
    if (reason !== trouble && reason !== '')
      log({ level: 'warn', message: `Traces were not sent to ${new URL(settings.url).host}: ${reason}.` });
    trouble = reason;
  };

  /** What went wrong, in words; empty when nothing did. */
  const post = async (spans: readonly Span[]): Promise<string> => {
    const answer = await fetch(settings.url, {
      method: 'POST',
      headers: { ...settings.headers, 'content-type': 'application/json' },
      body: JSON.stringify(document(spans, settings.serviceName, version)),
      signal: AbortSignal.timeout(answerMayTake),
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.ok ? '' : `the receiver answered ${answer.status}`;
  };

  const work = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await sleep(every, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      await send();
    }
  };
  const working = work();

  return {
    write: (entry: LogEntry) => {
      const span = waiting.length < mostWaiting ? spanOf(entry, now()) : undefined;
      if (span !== undefined) waiting.push(span);
      log(entry);
    },
    close: async () => {
      closing.abort();
      await working;
      waiting = [];
    },
  };
}

/** OTLP's request in JSON. */
function document(spans: readonly Span[], serviceName: string, version: string): unknown {
  const attributes = attributesOf({ 'service.name': serviceName, 'service.version': version });
  return {
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'mlanywhere', version }, spans }] }],
  };
}

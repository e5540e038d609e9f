import { createHash, randomBytes } from 'node:crypto';
import type { LogEntry } from '../log-entry.ts';

/** A span as OTLP writes it in JSON (opentelemetry-proto, trace.proto): ids in hexadecimal, 64-bit numbers as text. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code?: number };
}

export interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

const kinds = { internal: 1, server: 2 };
const failed = { code: 2 };

/** The span of a request to the API or of a step of a run; undefined for any other line of the log. `endedAt`: milliseconds. */
export function spanOf(entry: LogEntry, endedAt: number): Span | undefined {
  const { milliseconds, route, step } = entry;
  if (typeof milliseconds !== 'number') return undefined;
  if (typeof step === 'string') return spanOfStep(entry, step, times(endedAt, milliseconds));
  if (typeof route === 'string' && route.startsWith('/api/'))
    return spanOfRequest(entry, route, times(endedAt, milliseconds));
  return undefined;
}

type Times = Pick<Span, 'startTimeUnixNano' | 'endTimeUnixNano'>;

function spanOfRequest({ method, status, requestId, traceparent }: LogEntry, route: string, when: Times): Span {
  // Of the program that asks, as W3C's Trace Context has it: version, trace, span, flags.
  const [, trace, parent] = typeof traceparent === 'string' ? traceparent.split('-') : [];
  return {
    traceId: trace ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    ...(parent !== undefined && { parentSpanId: parent }),
    name: `${method} ${route}`,
    kind: kinds.server,
    ...when,
    attributes: attributesOf({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'mlanywhere.request.id': requestId,
    }),
    status: Number(status) >= 500 ? failed : {},
  };
}

function spanOfStep({ installation, runId, outcome }: LogEntry, step: string, when: Times): Span {
  return {
    // All steps of a run are one trace, whichever server worked on them.
    traceId: createHash('sha256').update(`run ${runId}`).digest('hex').slice(0, 32),
    spanId: randomBytes(8).toString('hex'),
    name: `step ${step}`,
    kind: kinds.internal,
    ...when,
    attributes: attributesOf({
      'mlanywhere.installation': installation,
      'mlanywhere.run.id': runId,
      'mlanywhere.step': step,
      'mlanywhere.outcome': outcome,
    }),
    status: outcome === 'failed' ? failed : {},
  };
}

function times(endedAt: number, milliseconds: number): Times {
  const nanoseconds = (time: number): string => `${Math.round(time)}000000`;
  return { startTimeUnixNano: nanoseconds(endedAt - milliseconds), endTimeUnixNano: nanoseconds(endedAt) };
}

/** Those that have a value. */
export function attributesOf(values: Readonly<Record<string, string | number | undefined>>): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [{ key, value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value } }];
  });
}

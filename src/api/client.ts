import type { z } from 'zod';
import { MlaError } from '../errors/error.ts';
import { errorDefinitions, type ErrorCode } from '../errors/registry.ts';
import { type Route, type RouteName, routes } from './contract.ts';
import { errorReport, type RunEvent } from './run.ts';
import { readEventStream } from './event-stream.ts';

type Part<Name extends RouteName, Key extends string> = (typeof routes)[Name] extends Record<Key, infer Schema extends z.ZodType> ? Record<Key, z.input<Schema>> : object;

/** A query whose fields can all be left out can be left out itself. */
type Query<Name extends RouteName> = object extends Part<Name, 'query'>[keyof Part<Name, 'query'>] ? Partial<Part<Name, 'query'>> : Part<Name, 'query'>;

/** What a route takes: `params`, `query`, `body`, those it has. */
export type CallInput<Name extends RouteName> = Part<Name, 'params'> & Query<Name> & Part<Name, 'body'>;
export type CallOutput<Name extends RouteName> = z.output<(typeof routes)[Name]['response']>;

/** The server's HTTP API, typed by the contract. The same for the terminal and the page. */
export interface ApiClient {
  /** Throws the server's error as an `MlaError`; MLA-SERVER-015 when no answer comes. */
  call<Name extends RouteName>(route: Name, input: CallInput<Name>, options?: { readonly signal?: AbortSignal }): Promise<CallOutput<Name>>;
  /** The run's events after an id, as they come, until its last one. Goes on by itself after a lost connection, or one that was silent for `silence` milliseconds (45 s): no event is missed or doubled. */
  streamEvents(runId: string, options: { readonly after: number; readonly signal: AbortSignal; readonly silence?: number }): AsyncIterable<RunEvent>;
}

export interface ApiClientOptions {
  /** For example `http://127.0.0.1:5000`; empty in a page of the server itself. */
  readonly url: string;
  /** A page has its cookie instead. */
  readonly token?: { reveal(): string } | undefined;
  /** For a page: the token of its session, sent with all that changes something. */
  readonly csrfToken?: (() => string | undefined) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** Uses nothing but `fetch`, so that it works in a browser too. */
export function createApiClient({ url, token, csrfToken, fetch: send = fetch }: ApiClientOptions): ApiClient {
  const headers = (): Record<string, string> => {
    const csrf = csrfToken?.();
    return { ...(token && { authorization: `Bearer ${token.reveal()}` }), ...(csrf !== undefined && { 'x-csrf-token': csrf }) };
  };

  const request = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await send(`${url}${path}`, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new MlaError('MLA-SERVER-015', { address: url === '' ? 'this address' : url }, { cause: error });
    }
    if (!response.ok) throw await readError(response);
    return response;
  };

  return {
    async call(name, input, options) {
      const route: Route = routes[name];
      const { params, query, body } = input as { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };
      const response = await request(makePath(route.path, params, query), {
        method: route.method,
        headers: { ...headers(), ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(options?.signal && { signal: options.signal }),
      });
      return route.response.parse(await response.json()) as CallOutput<typeof name>;
    },

    streamEvents: (runId, { after, signal, silence }) =>
      readEventStream({
        after,
        signal,
        silence,
        open: (cursor, ending) => request(`/api/runs/${encodeURIComponent(runId)}/stream?after=${cursor}`, { headers: { ...headers(), accept: 'text/event-stream' }, signal: ending }),
      }),
  };
}

function makePath(template: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const path = template.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()}`;
}

/** The error as the server told it. A code of a newer version keeps its text. */
async function readError(response: Response): Promise<MlaError> {
  const text = await response.text();
  try {
    const report = errorReport.parse(JSON.parse(text));
    if (Object.hasOwn(errorDefinitions, report.code)) return new MlaError(report.code as ErrorCode, report.details);
    return new MlaError('MLA-GENERAL-001', { reason: `${report.message} (${report.code})` });
  } catch (error) {
    return new MlaError('MLA-GENERAL-001', { reason: `the server answered ${response.status} with something unexpected` }, { cause: error });
  }
}

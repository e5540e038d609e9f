import type { z } from 'zod';
import { fromReport, MlaError } from '../errors/error.ts';
import { type Route, type RouteName, routes, streamRoute } from './contract.ts';
import { errorReport, type RunEvent } from './run.ts';
import { type EventStreamOptions, readEventStream } from './event-stream.ts';

type Part<Name extends RouteName, Key extends string> =
  (typeof routes)[Name] extends Record<Key, infer Schema extends z.ZodType> ? Record<Key, z.input<Schema>> : object;

/** A query whose fields are all optional is optional. */
type Query<Name extends RouteName> = object extends Part<Name, 'query'>[keyof Part<Name, 'query'>]
  ? Partial<Part<Name, 'query'>>
  : Part<Name, 'query'>;

/** The parts of a request that the route has: `params`, `query`, `body`. */
export type CallInput<Name extends RouteName> = Part<Name, 'params'> & Query<Name> & Part<Name, 'body'>;
export type CallOutput<Name extends RouteName> = z.output<(typeof routes)[Name]['response']>;

/** The server's HTTP API, typed by the contract. The same for the terminal and the page. */
export interface ApiClient {
  /** Throws the server's error as an `MlaError` with the server's texts, `server.noAnswer`, or `server.answerNotUnderstood`. */
  call<Name extends RouteName>(
    route: Name,
    input: CallInput<Name>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<CallOutput<Name>>;
  /** The events of a run after an id, as they arrive, until the last one. Reconnects after a lost connection or `silence` milliseconds without data. No event is missed or repeated. */
  streamEvents(runId: string, options: Omit<EventStreamOptions, 'open'>): AsyncIterable<RunEvent>;
}

export interface ApiClientOptions {
  /** For example `http://127.0.0.1:5000` or `https://ml.example.com/tools/mla`; in a page of the server itself its path, such as `/tools/mla`, or nothing. */
  readonly url: string;
  /** A page has its cookie instead. */
  readonly token?: { reveal(): string } | undefined;
  /** For a page: the token of its session, sent with every request. */
  readonly csrfToken?: (() => string | undefined) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** Uses nothing but `fetch`, so that it works in a browser too. */
export function createApiClient({ url, token, csrfToken, fetch: send = fetch }: ApiClientOptions): ApiClient {
  const headers = (): Record<string, string> => {
    const csrf = csrfToken?.();
    return {
      ...(token && { authorization: `Bearer ${token.reveal()}` }),
      ...(csrf !== undefined && { 'x-csrf-token': csrf }),
    };
  };

  const outOfReach = (cause: unknown): MlaError =>
    new MlaError('server.noAnswer', { address: /^https?:/.test(url) ? url : 'this address' }, { cause });

  const request = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await send(`${url}${path}`, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw outOfReach(error);
    }
    if (!response.ok) throw await readError(response, outOfReach);
    return response;
  };

  return {
    async call(name, input, options) {
      const route: Route = routes[name];
      const { params, query, body } = input as {
        params?: Record<string, unknown>;
        query?: Record<string, unknown>;
        body?: unknown;
      };
      const response = await request(makePath(route.path, params, query), {
        method: route.method,
        headers: { ...headers(), ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(options?.signal && { signal: options.signal }),
      });
      const text = await response.text().catch((error: unknown) => {
        throw options?.signal?.aborted ? error : outOfReach(error);
      });
      try {
        return route.response.parse(JSON.parse(text)) as CallOutput<typeof name>;
      } catch (error) {
        throw new MlaError('server.answerNotUnderstood', { what: `${route.method} ${route.path}` }, { cause: error });
      }
    },

    streamEvents: (runId, options) =>
      readEventStream({
        ...options,
        open: (after, signal) =>
          request(`${makePath(streamRoute.path, { id: runId })}?after=${after}`, {
            headers: { ...headers(), accept: 'text/event-stream' },
            signal,
          }),
      }),
  };
}

function makePath(template: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const path = template.replace(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(String(params[name])));
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0
    ? path
    : `${path}?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)])).toString()}`;
}

/** The error that the server reported. An answer of a gateway (502 to 504, not one of our reports) becomes `server.noAnswer`. */
async function readError(response: Response, outOfReach: (cause: unknown) => MlaError): Promise<MlaError> {
  const text = await response.text();
  try {
    return fromReport(errorReport.parse(JSON.parse(text)));
  } catch (error) {
    if ([502, 503, 504].includes(response.status)) return outOfReach(error);
    return new MlaError(
      'general.unforeseen',
      { reason: `the server answered ${response.status} with something unexpected` },
      { cause: error },
    );
  }
}

import type { z } from 'zod';
import { routes, type Route, type RouteName } from '../../../src/api/contract.ts';
import type { ErrorReport } from './error-report.ts';

type Routes = typeof routes;
type Part<R extends Route, K extends 'params' | 'query' | 'body'> = R extends { [key in K]: infer S extends z.ZodType } ? { [key in K]: z.input<S> } : unknown;

/** What a call of a route needs. */
export type CallInput<N extends RouteName> = Part<Routes[N], 'params'> & Part<Routes[N], 'query'> & Part<Routes[N], 'body'> & { signal?: AbortSignal | undefined };
export type CallOutput<N extends RouteName> = z.infer<Routes[N]['response']>;

/** An answer that is not a success, with what the server said about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly report: ErrorReport;

  constructor(status: number, report: ErrorReport) {
    super(report.message);
    this.status = status;
    this.report = report;
  }
}

/** The session's token against forged requests, kept in memory only; a reload asks the session for it again. */
let csrfToken: Promise<string | undefined> | undefined;

/** Forgets the session's token: after login and logout. */
export function forgetSession(): void {
  csrfToken = undefined;
}

/** Calls a route of the server. Throws `ApiError`. */
export async function call<N extends RouteName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const route: Route = routes[name];
  const given = input as { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown; signal?: AbortSignal };
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(given.params?.[key] ?? ''));
  const query = new URLSearchParams(Object.entries(given.query ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
  const headers: Record<string, string> = { accept: 'application/json' };
  if (route.method !== 'GET' && route.open !== true) {
    csrfToken ??= call('session', {}).then((session) => session.csrfToken);
    const token = await csrfToken.catch((cause: unknown) => {
      csrfToken = undefined;
      throw cause;
    });
    if (token !== undefined) headers['x-csrf-token'] = token;
  }
  if (given.body !== undefined) headers['content-type'] = 'application/json';
  const response = await send(`${path}${query.size > 0 ? `?${query.toString()}` : ''}`, {
    method: route.method,
    headers,
    credentials: 'same-origin',
    ...(given.body !== undefined && { body: JSON.stringify(given.body) }),
    ...(given.signal !== undefined && { signal: given.signal }),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, reportIn(answer, response.status));
  return answer as CallOutput<N>;
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new ApiError(0, unreachable);
  }
}

const unreachable: ErrorReport = {
  code: 'MLA-WEB-001',
  kind: 'unavailable',
  message: 'The MLAnywhere server does not answer.',
  cause: 'It was stopped, or the connection to it was lost.',
  fix: 'Start it again with npm start. Nothing is lost: this page goes on where it was.',
  details: {},
};

function reportIn(answer: unknown, status: number): ErrorReport {
  const report = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : answer;
  if (typeof report === 'object' && report !== null && 'message' in report && 'code' in report) return report as ErrorReport;
  return { code: `HTTP-${status}`, kind: 'internal', message: `The server answered with status ${status}.`, cause: 'Its answer was not understood.', fix: 'Reload the page; look at the server’s log if it stays so.', details: {} };
}

import { MlaError } from '../../errors/error.ts';

/** A request to the API, independent of how the API is reached. */
export interface PipelinesRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

export interface PipelinesAnswer {
  readonly status: number;
  readonly body: string;
}

/** Sends a request; `path` begins with `/apis/v2beta1/`. Rejects where no answer comes. */
export type PipelinesFetch = (path: string, request: PipelinesRequest) => Promise<PipelinesAnswer>;

/** One call of the API. */
export interface PipelinesCall {
  /** For people, after "refuses to": `create the run`. */
  readonly action: string;
  readonly method?: PipelinesRequest['method'];
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly content?: { readonly type: string; readonly body: string };
  readonly signal?: AbortSignal | undefined;
}

export const apiPath = '/apis/v2beta1';

/** Sends calls, and gives the answer's JSON. Undefined where the API says that there is no such thing. */
export type SendCall = <Answer>(call: PipelinesCall) => Promise<Answer | undefined>;

/** @throws `pipelines.refused`, `pipelines.forbidden`, `pipelines.sessionEnded`, `pipelines.silent` */
export function createCaller(fetch: PipelinesFetch, namespace: string): SendCall {
  return async <Answer>({ action, method = 'GET', path, query = {}, json, content, signal }: PipelinesCall) => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
    const sent = json === undefined ? content : { type: 'application/json', body: JSON.stringify(json) };
    const answer = await fetch(`${apiPath}${path}${search}`, {
      method,
      headers: { accept: 'application/json', ...(sent && { 'content-type': sent.type }) },
      ...(sent && { body: sent.body }),
      signal,
    });
    if (answer.status === 404 && codeOf(answer) === notFound) return undefined;
    if (answer.status !== 200) throw refusal(answer, { action, namespace });
    const value = parsed(answer.body);
    if (value === undefined) throw new MlaError('pipelines.silent', { action, reason: 'the answer is no JSON' });
    return value as Answer;
  };
}

/** gRPC's codes. Source: google.rpc.Code. */
const [notFound, permissionDenied, unauthenticated] = [5, 7, 16];

function refusal(answer: PipelinesAnswer, { action, namespace }: { action: string; namespace: string }): MlaError {
  const { status } = answer;
  const code = codeOf(answer);
  const reason = reasonOf(answer);
  if (status === 401 || code === unauthenticated || (status > 299 && status < 400))
    return new MlaError('pipelines.sessionEnded', { action, status });
  if (status === 403 || code === permissionDenied)
    return new MlaError('pipelines.forbidden', { action, namespace, reason });
  if (status > 500 || code === undefined)
    return new MlaError('pipelines.silent', { action, reason: `${reason} (HTTP ${status})` });
  return new MlaError('pipelines.refused', { action, reason, status });
}

function codeOf({ body, status }: PipelinesAnswer): number | undefined {
  const value = parsed(body);
  if (typeof value?.code === 'number') return value.code;
  // Uploads are answered in a shape of their own.
  return typeof value?.error_message === 'string' ? status : undefined;
}

/** The API's own words; an answer that is none of the API's is shortened to its first line. */
function reasonOf({ body, status }: PipelinesAnswer): string {
  const value = parsed(body);
  const said = value?.message ?? value?.error_message;
  const text = typeof said === 'string' ? said : (body.trim().split('\n')[0] ?? '');
  return text.slice(0, 500).replace(/\.$/, '') || `HTTP ${status}`;
}

/** What the API's refusals and answers may have. */
interface Parsed {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly error_message?: unknown;
}

function parsed(body: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

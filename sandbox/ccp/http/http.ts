import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { CcpSwitches } from '../switches.ts';

/** One request, read whole. */
export interface Call {
  readonly method: string;
  /** Decoded parts of the path that the route's pattern names. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; `text` and `html` instead are sent as they are. */
  readonly json?: unknown;
  readonly text?: string;
  readonly html?: string;
}

/** One endpoint. The pattern has `:name` parts and no slash at its end. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly pattern: string;
  /** Who may call it: anyone, the holder of a v3 token, or whoever the v2 switches let in. */
  readonly access: 'open' | 'v3' | 'v2';
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** The named parts of a path, or undefined when the pattern does not fit. */
export function matchPattern(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) parameters[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return parameters;
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON of a body; undefined when it is none. */
export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** A path that does not exist, in the form that the switch says. */
export function notThere({ notFound }: Pick<CcpSwitches, 'notFound'>): Answer {
  return {
    html: { status: 404, html: '<h1>404 Not Found</h1>' },
    text: { status: 404, text: '404 page not found' },
    json: { status: 404, json: { detail: 'Not found.' } },
  }[notFound];
}

/** Sends the answer with the headers that CCP's own front server adds, and with one that no real CCP has: it says that this is the simulator. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const [text, type] = bodyOf(answer);
  const zipped = text !== '' && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const bytes = zipped ? gzipSync(text) : Buffer.from(text);
  response.writeHead(answer.status, {
    server: 'nginx/1.13.12',
    'x-mlanywhere-simulated': 'ccp',
    'strict-transport-security': 'max-age=15724800; includeSubDomains',
    'x-req-id': randomUUID(),
    ...(text === '' ? {} : { 'content-type': type }),
    ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    ...(answer.status === 204 ? {} : { 'content-length': bytes.length }),
    ...answer.headers,
  });
  response.end(answer.status === 204 ? undefined : bytes);
}

function bodyOf(answer: Answer): [text: string, type: string] {
  if (answer.html !== undefined) return [answer.html, 'text/html'];
  if (answer.text !== undefined) return [answer.text, 'text/plain; charset=utf-8'];
  return answer.json === undefined ? ['', ''] : [JSON.stringify(answer.json), 'application/json'];
}

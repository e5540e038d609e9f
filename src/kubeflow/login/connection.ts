import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';

/** One request of a login. */
export interface LoginRequest {
  readonly method: 'GET' | 'POST';
  /** On the origin of the connection: path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** As much of an answer as a login looks at. */
export interface LoginAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  /** Milliseconds since 1970, by the clock of who answers. */
  readonly date: number | undefined;
  readonly type: string;
  /** Its beginning. */
  readonly body: string;
}

/** A way to the gateway of Kubeflow, as a browser takes it. */
export interface LoginConnection {
  /** What a browser shows, for example `http://localhost:8080`. */
  readonly origin: string;
  send(request: LoginRequest, signal: AbortSignal): Promise<LoginAnswer>;
}

export interface WayToGateway {
  readonly origin: string;
  /** Where to connect to, when the name of the origin does not lead there: a forwarded port, a node. */
  readonly address?: { readonly host: string; readonly port: number };
  /** PEM; the system's store when left out. */
  readonly certificateAuthority?: string;
}

/** Pages of a login are small; more of one is not read. */
const mostCharacters = 256 * 1024;
const patience = 30_000;

/** Requests to the gateway over HTTP, or over HTTPS with its certificate checked. */
export function connectToGateway({ origin, address, certificateAuthority }: WayToGateway): LoginConnection {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  const options: RequestOptions = {
    host: address?.host ?? url.hostname,
    port: address?.port ?? (url.port || (secure ? 443 : 80)),
    agent: false,
    timeout: patience,
    ...(secure && { servername: url.hostname, ca: certificateAuthority }),
  };
  const request = secure ? requestHttps : requestHttp;
  return {
    origin: url.origin,
    send: ({ method, path, headers, body }, signal) =>
      new Promise((resolve, reject) => {
        const sent = request(
          { ...options, method, path, signal, headers: { host: url.host, ...headers } },
          (answer) => {
            readAnswer(answer).then(resolve, reject);
          },
        );
        sent.once('timeout', () => sent.destroy(new Error(`no answer in ${patience / 1000} s`)));
        sent.once('error', reject);
        sent.end(body);
      }),
  };
}

async function readAnswer(answer: IncomingMessage): Promise<LoginAnswer> {
  let body = '';
  answer.setEncoding('utf8');
  for await (const text of answer) if (body.length < mostCharacters) body += String(text);
  const date = Date.parse(answer.headers.date ?? '');
  return {
    status: answer.statusCode ?? 0,
    location: answer.headers.location,
    cookies: answer.headers['set-cookie'] ?? [],
    date: Number.isNaN(date) ? undefined : date,
    type: answer.headers['content-type'] ?? '',
    body,
  };
}

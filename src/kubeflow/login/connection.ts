import { request as requestHttp, type IncomingMessage } from 'node:http';
import { createWay, noAnswer, type WayToGateway } from './way.ts';

/** One request of a login. */
export interface LoginRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** On the origin of the connection: path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Characters of the answer's body that are read; as many as a page of a login has when left out. */
  readonly most?: number;
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

/** Pages of a login are small; more of one is not read. */
const mostCharacters = 256 * 1024;
const patience = 30_000;

/** Requests to the gateway over HTTP, or over HTTPS with its certificate checked. Each has a connection of its own. */
export function connectToGateway(given: WayToGateway): LoginConnection {
  const { origin, host } = new URL(given.origin);
  const open = createWay(given);
  return {
    origin,
    send: async ({ method, path, headers, body, most }, signal) => {
      const socket = await open(signal, patience);
      return new Promise((resolve, reject) => {
        const sent = requestHttp(
          { createConnection: () => socket, method, path, signal, headers: { host, ...headers } },
          (answer) => {
            readAnswer(answer, most).then(resolve, reject);
          },
        );
        sent.setTimeout(patience, () => sent.destroy(noAnswer(patience)));
        sent.once('error', reject);
        sent.end(body);
      });
    },
  };
}

async function readAnswer(answer: IncomingMessage, most = mostCharacters): Promise<LoginAnswer> {
  let body = '';
  answer.setEncoding('utf8');
  for await (const text of answer) if (body.length < most) body += String(text);
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

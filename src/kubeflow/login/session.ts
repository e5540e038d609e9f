import type { LoginConnection } from './connection.ts';
import type { CookieJar } from './cookies.ts';
import { unreachable } from './unreachable.ts';

/** A request with the cookies of a login. */
export interface SessionRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A user who is logged in. */
export interface KubeflowSession {
  /** Sends a request through the gateway. Redirects are answers too. Throws why the gateway does not answer. */
  fetch(path: string, request: SessionRequest): Promise<{ readonly status: number; readonly body: string }>;
}

/** More than any list of runs has. */
const mostCharacters = 16 * 1024 * 1024;

/** A session with these cookies; new ones are kept. */
export function createSession(connection: LoginConnection, jar: CookieJar): KubeflowSession {
  const never = new AbortController().signal;
  return {
    fetch: async (path, { method, headers, body, signal = never }) => {
      const cookie = jar.header(path);
      const sent = { ...headers, ...(cookie !== undefined && { cookie }), origin: connection.origin };
      const answer = await connection
        .send({ method, path, headers: sent, most: mostCharacters, ...(body !== undefined && { body }) }, signal)
        .catch((thrown: unknown) => {
          signal.throwIfAborted();
          throw unreachable(thrown, connection.origin);
        });
      jar.keep(answer.cookies);
      return { status: answer.status, body: answer.body };
    },
  };
}

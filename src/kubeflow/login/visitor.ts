import { MlaError } from '../../errors/error.ts';
import { createCookieJar, type CookieJar } from './cookies.ts';
import type { LoginAnswer, LoginConnection } from './connection.ts';
import { gatewayRefusal } from './explain.ts';
import type { LoginFacts } from './facts.ts';
import { unreachable } from './unreachable.ts';

/** An answer and the path that it came from. */
export interface Visit {
  readonly path: string;
  readonly answer: LoginAnswer;
}

/** A browser without a screen: keeps cookies, follows redirects, stays on its origin. */
export interface Visitor {
  readonly jar: CookieJar;
  /** One request. Throws what the gateway itself refuses, and why it does not answer. */
  get(path: string): Promise<Visit>;
  post(path: string, form: URLSearchParams): Promise<Visit>;
  /** Follows redirects until an answer is none, or leads to a path that `until` takes: that one is not asked. */
  follow(visit: Visit, until?: (path: string) => boolean): Promise<Visit>;
  /** Where an answer leads, on this origin. Throws `login.otherAddress`. */
  target(visit: Visit): string | undefined;
}

/** More redirects than any login has: they go round in a circle. */
const mostRedirects = 20;

/** A visitor with an empty cookie jar. `programOf` names who is behind a path. */
export function createVisitor(
  connection: LoginConnection,
  given: {
    readonly facts: LoginFacts;
    readonly signal: AbortSignal;
    readonly programOf: (path: string) => string;
    readonly onAnswer: (visit: Visit) => void;
  },
): Visitor {
  const { facts, signal, programOf, onAnswer } = given;
  const { origin } = connection;
  const jar = createCookieJar(origin);

  const send = async (method: 'GET' | 'POST', path: string, form?: URLSearchParams): Promise<Visit> => {
    const cookie = jar.header(path);
    const headers = {
      accept: 'text/html,application/xhtml+xml',
      ...(cookie !== undefined && { cookie }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded', origin }),
    };
    const answer = await connection
      .send({ method, path, headers, ...(form && { body: form.toString() }) }, signal)
      .catch((thrown: unknown) => {
        signal.throwIfAborted();
        throw unreachable(thrown, origin);
      });
    jar.keep(answer.cookies);
    const visit = { path, answer };
    onAnswer(visit);
    const pathname = withoutQuery(path);
    const refusal = gatewayRefusal(answer, { origin, path: pathname, program: programOf(pathname), facts });
    if (refusal !== undefined) throw refusal;
    return visit;
  };

  const target = ({ path, answer }: Visit): string | undefined => {
    if (answer.status < 300 || answer.status > 399 || answer.location === undefined) return undefined;
    const url = new URL(answer.location, `${origin}${path}`);
    if (url.origin !== origin) throw new MlaError('login.otherAddress', { address: url.origin + url.pathname, origin });
    return url.pathname + url.search;
  };

  const follow = async (visit: Visit, until: (path: string) => boolean = () => false): Promise<Visit> => {
    let current = visit;
    for (let count = 0; count < mostRedirects; count++) {
      const next = target(current);
      if (next === undefined || until(withoutQuery(next))) return current;
      current = await send('GET', next);
    }
    const seen = `more than ${mostRedirects} redirects`;
    throw new MlaError('login.unexpected', { path: withoutQuery(current.path), seen });
  };

  return { jar, get: (path) => send('GET', path), post: (path, form) => send('POST', path, form), follow, target };
}

/** A path as it may be shown. */
export function withoutQuery(path: string): string {
  return path.split('?')[0] ?? path;
}

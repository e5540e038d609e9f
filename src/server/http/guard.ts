import { owner, type Principal } from '../../api/principal.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MlaError } from '../../errors/error.ts';
import type { Logins, Session } from '../login/logins.ts';

/** The hosts under which a server on this machine may be reached. Any other name is a page that was rebound to 127.0.0.1. */
const ownNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses requests under a foreign name, and those that another page sends. Throws `server.originRefused`. */
export function checkOrigin(request: FastifyRequest): void {
  const host = request.headers.host ?? '';
  if (!ownNames.test(host))
    throw new MlaError('server.originRefused', { origin: host === '' ? 'an unnamed host' : host });
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) throw new MlaError('server.originRefused', { origin });
  // Sec-Fetch-Site is trusted, also without an Origin header.
  const site = request.headers['sec-fetch-site'];
  if (!safeMethods.has(request.method) && site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new MlaError('server.originRefused', { origin: `a ${site} page` });
  }
}

/** What a login proves. */
export interface Login {
  readonly principal: Principal;
  /** Undefined for a program with the token. */
  readonly session: Session | undefined;
}

/** The principal of a request, and its session for a browser. A browser's page sends its session cookie and its own page token; a program sends the server's token. Throws `server.loginNeeded` and `server.notOurPage`. */
export async function checkLogin(request: FastifyRequest, logins: Logins): Promise<Login> {
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined && logins.isToken(bearer)) return { principal: owner, session: undefined };
  const cookie = request.cookies[cookieName(request)];
  const session = cookie === undefined ? undefined : await logins.findSession(cookie);
  if (!session) throw new MlaError('server.loginNeeded');
  // Required for reads too: every other server on this machine that the browser visits receives the cookie.
  const csrfToken = request.headers['x-csrf-token'];
  if (typeof csrfToken !== 'string' || !session.isPage(csrfToken)) throw new MlaError('server.notOurPage');
  return { principal: owner, session };
}

/** Cookies ignore ports, so two servers on one machine need two names. */
export function cookieName(request: FastifyRequest): string {
  return `mla_session_${request.socket.localPort ?? 0}`;
}

/** The session cookie: HttpOnly, and SameSite so that no other site's request carries it. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, value: string): void {
  reply.setCookie(cookieName(request), value, { path: '/', httpOnly: true, sameSite: 'strict', maxAge: 7 * 24 * 3600 });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieName(request), { path: '/', httpOnly: true, sameSite: 'strict' });
}

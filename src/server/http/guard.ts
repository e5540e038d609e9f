import { lesserRole, owner, type Role } from '../../api/principal.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isError, MlaError } from '../../errors/error.ts';
import type { PublicAddress } from '../address/public-address.ts';
import type { ApiTokens } from '../login/api-tokens.ts';
import type { Logins } from '../login/logins.ts';
import type { Session } from '../login/sessions.ts';
import type { Account, People } from '../people/people.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses requests under a foreign name, and those that another page sends. Throws `server.originRefused`. */
export function checkOrigin(request: FastifyRequest, address: PublicAddress): void {
  const host = request.headers.host ?? '';
  if (!address.isHost(host))
    throw new MlaError('server.originRefused', { origin: host === '' ? 'an unnamed host' : host });
  const { origin } = request.headers;
  if (origin !== undefined && !address.isOrigin(origin, host)) throw new MlaError('server.originRefused', { origin });
  // Sec-Fetch-Site is trusted, also without an Origin header.
  const site = request.headers['sec-fetch-site'];
  if (!safeMethods.has(request.method) && site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new MlaError('server.originRefused', { origin: `a ${site} page` });
  }
}

/** What a login proves. */
export interface Login extends Account {
  /** Undefined for a program. */
  readonly session: Session | undefined;
  /** The server's token: of a program that can read the server's files anyway. An API token proves less. */
  readonly isServerToken: boolean;
}

/** Against what a login is checked. */
export interface LoginParts {
  readonly logins: Pick<Logins, 'isToken' | 'findSession'>;
  readonly people: Pick<People, 'findAccount'>;
  readonly apiTokens: Pick<ApiTokens, 'find'>;
  readonly address: PublicAddress;
}

const ownerAccount: Account = { principal: owner, granted: [], onlyGranted: false };

/** Who makes a request, and the session of a browser. Throws `server.loginNeeded` and `server.notOurPage`. */
export async function checkLogin(request: FastifyRequest, parts: LoginParts): Promise<Login> {
  const bearer = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const program = bearer === undefined ? undefined : await findProgram(bearer, parts);
  return program ?? checkPage(request, parts);
}

/** Whether the login of an earlier request would still get in. Throws when nobody can tell, for example without the database. */
export async function holdsLogin(request: FastifyRequest, parts: LoginParts): Promise<boolean> {
  try {
    await checkLogin(request, parts);
    return true;
  } catch (error) {
    if (isError(error, 'server.loginNeeded', 'server.notOurPage')) return false;
    throw error;
  }
}

/** A program sends the server's token or an API token. */
async function findProgram(bearer: string, { logins, people, apiTokens }: LoginParts): Promise<Login | undefined> {
  if (logins.isToken(bearer)) return { ...ownerAccount, session: undefined, isServerToken: true };
  const token = await apiTokens.find(bearer);
  const account = token && (await people.findAccount(token.person));
  return account && { ...limitRole(account, token.role), session: undefined, isServerToken: false };
}

/** A browser's page sends its session cookie and its own page token. */
async function checkPage(request: FastifyRequest, { logins, people, address }: LoginParts): Promise<Login> {
  const cookie = request.cookies[sessionCookie(request, address)];
  const session = cookie === undefined ? undefined : await logins.findSession(cookie);
  const account = session && (await people.findAccount(session.person));
  if (session === undefined || account === undefined) throw new MlaError('server.loginNeeded');
  // Required for reads too: every other server on this machine that the browser visits receives the cookie.
  const csrfToken = request.headers['x-csrf-token'];
  if (typeof csrfToken !== 'string' || !session.isPage(csrfToken)) throw new MlaError('server.notOurPage');
  return { ...account, session, isServerToken: false };
}

function limitRole(account: Account, most: Role): Account {
  const roles = account.principal.roles.map((role) => lesserRole(role, most));
  return { ...account, principal: { ...account.principal, roles } };
}

/** The name of the session cookie. */
export function sessionCookie(request: FastifyRequest, address: PublicAddress): string {
  return address.cookieName('session', request.socket.localPort ?? 0);
}

/** Answers with the session cookie, or without a value takes it back: HttpOnly, and SameSite so that no other site's request carries it. */
export function setSessionCookie(reply: FastifyReply, address: PublicAddress, value?: string): void {
  const name = sessionCookie(reply.request, address);
  const attributes = { ...address.cookie, httpOnly: true, sameSite: 'strict' } as const;
  if (value === undefined) reply.clearCookie(name, attributes);
  else reply.setCookie(name, value, { ...attributes, maxAge: 7 * 24 * 3600 });
}

import { principal } from '../../principal.ts';
import { z } from 'zod';
import { nothing, type Route } from '../route.ts';

/** A page of this server, as a path. An address of another one is refused. */
const localPath = z
  .string()
  .max(1000)
  .regex(/^\/(?![/\\])[^\\\u0000-\u001f\u007f-\u009f\s]*$/, 'a path of this server, beginning with one /');

export const sessionRoutes = {
  health: {
    method: 'GET',
    path: '/api/health',
    role: 'none',
    summary: 'Whether the server and its store answer, and which version it is',
    response: z.object({ ok: z.literal(true), version: z.string() }),
  },
  login: {
    method: 'POST',
    path: '/api/login',
    role: 'none',
    summary:
      'Token, one-time link code or name and password for a session cookie, and for the token that the page sends with it as X-CSRF-Token',
    body: z.union([
      z.strictObject({ token: z.string().min(1) }),
      z.strictObject({ name: z.string().min(1).max(254), password: z.string().min(1).max(256) }),
    ]),
    response: z.object({ csrfToken: z.string() }),
  },
  loginWays: {
    method: 'GET',
    path: '/api/login',
    role: 'none',
    summary: 'How people can log in here, beside a link',
    response: z.object({
      /** Somebody has set a password. */
      passwords: z.boolean(),
      /** The name of the OpenID provider through which people log in; null without one. Servers before that do not say. */
      provider: z.string().nullable().default(null),
    }),
  },
  beginProviderLogin: {
    method: 'POST',
    path: '/api/login/provider',
    role: 'none',
    summary: 'Begin a login through the OpenID provider: the address to open there, and a cookie for the way back',
    body: z.strictObject({
      /** The page that the person wanted. */
      next: localPath,
    }),
    response: z.object({ url: z.string() }),
  },
  finishProviderLogin: {
    method: 'POST',
    path: '/api/login/provider/answer',
    role: 'none',
    summary: 'What the OpenID provider sent the browser back with, for a session cookie and the token of the page',
    body: z.strictObject({
      /** The query of that address: code, state and what else there is. */
      answer: z.string().min(1).max(8192),
    }),
    response: z.object({ csrfToken: z.string(), next: z.string() }),
  },
  logout: { method: 'POST', path: '/api/logout', role: 'viewer', summary: 'End the session', response: nothing },
  endSessions: {
    method: 'DELETE',
    path: '/api/sessions',
    role: 'viewer',
    summary: 'End your sessions in all browsers; with `everyone`, as an admin, those of all people',
    query: z.object({ everyone: z.stringbool().optional() }),
    response: nothing,
  },
  createLoginLink: {
    method: 'POST',
    path: '/api/login-links',
    role: 'viewer',
    summary: 'A link that logs you in to a browser, once, within ten minutes',
    response: z.object({ url: z.string() }),
  },
  session: {
    method: 'GET',
    path: '/api/session',
    role: 'viewer',
    summary: 'Who am I',
    response: z.object({
      version: z.string(),
      principal,
      /** Whether this server opens dashboards. Servers before that do not say. */
      dashboards: z.boolean().default(false),
    }),
  },
} as const satisfies Record<string, Route>;

import { principal } from '../principal.ts';
import { z } from 'zod';
import { nothing, type Route } from './route.ts';

export const sessionRoutes = {
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the server and its store answer, and which version it is',
    open: true,
    response: z.object({ ok: z.literal(true), version: z.string() }),
  },
  login: {
    method: 'POST',
    path: '/api/login',
    summary:
      'Token or one-time link code for a session cookie, and for the token that the page sends with it as X-CSRF-Token',
    open: true,
    body: z.strictObject({ token: z.string().min(1) }),
    response: z.object({ csrfToken: z.string() }),
  },
  logout: { method: 'POST', path: '/api/logout', summary: 'End the session', response: nothing },
  endSessions: {
    method: 'DELETE',
    path: '/api/sessions',
    summary: 'End the sessions of all browsers',
    response: nothing,
  },
  createLoginLink: {
    method: 'POST',
    path: '/api/login-links',
    summary: 'A link that logs a browser in, once, within ten minutes',
    response: z.object({ url: z.string() }),
  },
  session: {
    method: 'GET',
    path: '/api/session',
    summary: 'Who am I',
    response: z.object({
      version: z.string(),
      principal,
      /** Whether this server opens dashboards. Servers before that do not say. */
      dashboards: z.boolean().default(false),
    }),
  },
} as const satisfies Record<string, Route>;

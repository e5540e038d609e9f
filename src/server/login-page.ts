import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Secret } from '../secret.ts';
import { setSessionCookie } from './guard.ts';
import type { Logins } from './logins.ts';

/** Address that logs a browser in, once. */
export function loginPath(code: Secret): string {
  return `/login?code=${encodeURIComponent(code.reveal())}`;
}

const query = z.object({
  code: z.string().min(1),
  /** Where to go then: a path of our own; anything else is not gone to. */
  next: z.string().regex(/^\/(?![/\\])/).catch('/'),
});

/** `GET /login?code=…` takes a one-time code for a session and goes on to the pages. */
export function addLoginPage(server: FastifyInstance, { logins, limit }: { logins: Logins; limit: object }): void {
  server.get('/login', { config: limit }, async (request, reply) => {
    const given = query.safeParse(request.query);
    // Without a code the address is a page of the web app, which asks for the token and then goes on to `next`.
    if (!given.success) {
      reply.callNotFound();
      return reply;
    }
    const login = await logins.logIn(given.data.code);
    if (!login) {
      return reply
        .status(401)
        .type('text/plain; charset=utf-8')
        .send('This login link was used already, or it is older than ten minutes.\n\nGet a fresh one in a terminal:  mla open\n');
    }
    setSessionCookie(request, reply, login.cookie.reveal());
    return reply.redirect(given.data.next, 303);
  });
}

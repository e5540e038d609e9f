import type { FastifyInstance } from 'fastify';
import type { PublicAddress } from '../address/public-address.ts';

/** To which the OpenID provider sends the browser back. Registered there. */
export const callbackPath = '/login/callback';

/**
 * Puts the provider's answer behind the `#` of the login page, which posts it.
 * So the login itself is a request of our own page: it has the cookies that no
 * request from another site carries, and its errors are shown like others. It
 * always leads to this one page, whatever the answer says.
 */
export function addLoginCallback(server: FastifyInstance, address: PublicAddress): void {
  server.get(callbackPath, async (request, reply) => {
    const answer = request.url.slice(request.url.indexOf('?') + 1);
    const page = address.url('/login', request.headers.host);
    return reply
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .redirect(request.url.includes('?') ? `${page}#answer=${encodeURIComponent(answer)}` : page);
  });
}

import type { FastifyRequest } from 'fastify';
import { MlaError, toMlaError } from '../../../errors/error.ts';
import type { Requester } from '../../../api/principal.ts';
import type { ServerParts } from '../../dependencies.ts';
import { sessionCookie, setSessionCookie } from '../../http/guard.ts';
import type { Handlers } from '../../http/handler.ts';
import { callbackPath } from '../../http/login-callback.ts';
import type { OidcLogin } from '../../oidc/oidc-login.ts';

type Names = 'beginProviderLogin' | 'finishProviderLogin';

/** Login through an OpenID provider. */
export function oidcHandlers({ oidc, logins, people, address, audit }: ServerParts): Handlers<Names> {
  const needed = (): OidcLogin => {
    if (oidc === undefined) throw new MlaError('oidc.off');
    return oidc;
  };
  const redirectUri = ({ headers }: FastifyRequest): string => address.url(callbackPath, headers.host);
  const cookieOf = ({ socket }: FastifyRequest): string => address.cookieName('login', socket.localPort ?? 0);
  // The login page itself sends it, so it is never sent for another site.
  const attributes = { ...address.cookie, httpOnly: true, sameSite: 'strict' } as const;

  return {
    async beginProviderLogin({ body, request, reply }) {
      const { url, cookie } = await needed().begin(body.next, redirectUri(request));
      reply.setCookie(cookieOf(request), cookie, { ...attributes, maxAge: 10 * 60 });
      return { url };
    },

    async finishProviderLogin({ body, request, reply }) {
      const provider = needed();
      const record = (result: string, person: Requester | null): Promise<void> =>
        audit.record({ person, result, by: 'nothing', address: request.ip, action: 'login', target: provider.name });
      const pending = request.cookies[cookieOf(request)];
      reply.clearCookie(cookieOf(request), attributes);
      const source = {
        address: request.ip,
        client: request.headers['user-agent'],
        cookie: request.cookies[sessionCookie(request, address)],
      };
      let next = '/';
      const prove = async () => {
        const done = await provider.finish({
          answer: body.answer,
          cookie: pending,
          redirectUri: redirectUri(request),
        });
        next = done.next;
        return done.code;
      };
      const session = await logins.logInBy(prove, source).catch(async (error: unknown) => {
        await record(toMlaError(error).code, null);
        throw error;
      });
      const { id, name } = await people.get(session.person);
      await record('done', { id, name });
      setSessionCookie(reply, address, session.cookie.reveal());
      return { csrfToken: session.csrfToken.reveal(), next };
    },
  };
}

import { MlaError } from '../../errors/error.ts';
import { clearSessionCookie, cookieName, setSessionCookie } from '../guard.ts';
import type { Handlers } from '../handler.ts';
import { loginPath } from '../login-page.ts';
import type { ServerParts } from '../parts.ts';

type Names = 'health' | 'login' | 'logout' | 'session' | 'createLoginLink';

export function loginHandlers({ logins, version }: ServerParts): Handlers<Names> {
  return {
    health: () => Promise.resolve({ ok: true, version }),

    async login({ body, request, reply }) {
      const login = await logins.logIn(body.token);
      if (!login) throw new MlaError('MLA-SERVER-009');
      setSessionCookie(request, reply, login.cookie.reveal());
      return { csrfToken: login.session.csrfToken };
    },

    async logout({ request, reply }) {
      const cookie = request.cookies[cookieName(request)];
      if (cookie !== undefined) await logins.logOut(cookie);
      clearSessionCookie(request, reply);
      return {};
    },

    session: ({ session }) => Promise.resolve({ version, ...(session && { csrfToken: session.csrfToken }) }),

    createLoginLink: ({ request }) => Promise.resolve({ url: `http://${request.headers.host ?? ''}${loginPath(logins.createCode())}` }),
  };
}

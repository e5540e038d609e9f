import { MlaError } from '../../errors/error.ts';
import { clearSessionCookie, setSessionCookie } from '../http/guard.ts';
import type { Handlers } from '../http/handler.ts';
import { countLoginFailures } from '../login/login-failures.ts';
import { loginPath } from '../login/login-link.ts';
import type { ServerParts } from '../dependencies.ts';

type Names = 'health' | 'login' | 'logout' | 'endSessions' | 'session' | 'createLoginLink';

export function loginHandlers({ logins, runs, version, dashboards }: ServerParts): Handlers<Names> {
  const failures = countLoginFailures();
  return {
    /** The server is healthy when its store answers. */
    async health() {
      await runs.listRuns({ limit: 1 });
      return { ok: true, version };
    },

    async login({ body, request, reply }) {
      const login = await logins.logIn(body.token);
      if (!login) {
        const seconds = failures.add();
        throw seconds === undefined
          ? new MlaError('server.loginInvalid')
          : new MlaError('server.tooManyTries', { seconds });
      }
      setSessionCookie(request, reply, login.cookie.reveal());
      return { csrfToken: login.csrfToken.reveal() };
    },

    async logout({ session, request, reply }) {
      if (session) await logins.logOut(session);
      clearSessionCookie(request, reply);
      return {};
    },

    async endSessions({ request, reply }) {
      await logins.logOutAll();
      clearSessionCookie(request, reply);
      return {};
    },

    session: ({ principal }) => Promise.resolve({ version, principal, dashboards: dashboards.isOn }),

    createLoginLink: ({ request }) =>
      Promise.resolve({ url: `http://${request.headers.host ?? ''}${loginPath(logins.createCode())}` }),
  };
}

import { toMlaError } from '../../../errors/error.ts';
import type { Requester } from '../../../api/principal.ts';
import { sessionCookie, setSessionCookie } from '../../http/guard.ts';
import type { Handlers } from '../../http/handler.ts';
import { loginPath } from '../../login/login-link.ts';
import { requirePersonPresent } from '../../people/person-present.ts';
import type { ServerParts } from '../../dependencies.ts';

type Names = 'health' | 'login' | 'loginWays' | 'logout' | 'session' | 'createLoginLink';

export function loginHandlers({
  logins,
  people,
  runs,
  version,
  dashboards,
  address,
  audit,
  oidc,
}: ServerParts): Handlers<Names> {
  return {
    /** The server is healthy when its store answers. */
    async health() {
      await runs.listRuns({ limit: 1 });
      return { ok: true, version };
    },

    async login({ body, request, reply }) {
      const record = (result: string, person: Requester | null): Promise<void> =>
        audit.record({ person, result, by: 'nothing', address: request.ip, action: 'login', target: '' });
      const session = await logins
        .logIn(body, {
          address: request.ip,
          client: request.headers['user-agent'],
          cookie: request.cookies[sessionCookie(request, address)],
        })
        .catch(async (error: unknown) => {
          await record(toMlaError(error).code, null);
          throw error;
        });
      const { id, name } = await people.get(session.person);
      await record('done', { id, name });
      setSessionCookie(reply, address, session.cookie.reveal());
      return { csrfToken: session.csrfToken.reveal() };
    },

    loginWays: async () => ({ passwords: await people.havePasswords(), provider: oidc?.name ?? null }),

    async logout({ session, reply }) {
      if (session) await logins.endSessions([session.id]);
      setSessionCookie(reply, address);
      return {};
    },

    session: ({ principal }) => Promise.resolve({ version, principal, dashboards: dashboards.isOn }),

    async createLoginLink({ request, login }) {
      requirePersonPresent(login);
      const code = logins.createCode(login.principal.id);
      return Promise.resolve({ url: address.url(loginPath(code), request.headers.host) });
    },
  };
}

import { MlaError } from '../../../errors/error.ts';
import { setSessionCookie } from '../../http/guard.ts';
import type { Handlers } from '../../http/handler.ts';
import { covers } from '../../../api/principal.ts';
import { requireRole } from '../../people/authorize.ts';
import { requirePersonPresent } from '../../people/person-present.ts';
import type { ServerParts } from '../../dependencies.ts';

type Names = 'listSessions' | 'endSession' | 'endSessions';

/** The browsers that are logged in. Everybody sees and ends their own, an admin all. */
export function sessionHandlers({ logins, address }: ServerParts): Handlers<Names> {
  return {
    async listSessions({ query: { everyone = false, ...page }, principal, session }) {
      if (everyone) requireRole(principal, 'admin');
      const found = await logins.listSessions({ ...page, person: everyone ? undefined : principal.id });
      return found.map(({ key, ...view }) => ({ ...view, current: key === session?.id }));
    },

    async endSession({ params: { id }, login, principal }) {
      requirePersonPresent(login);
      const isEnded = await logins.endShownSession(id, covers(principal.roles, 'admin') ? undefined : principal.id);
      if (!isEnded) throw new MlaError('people.sessionNotFound', { session: id });
      return {};
    },

    async endSessions({ query: { everyone = false }, login, principal, reply }) {
      requirePersonPresent(login);
      if (everyone) requireRole(principal, 'admin');
      await logins.endSessionsOf(everyone ? undefined : principal.id);
      setSessionCookie(reply, address);
      return {};
    },
  };
}

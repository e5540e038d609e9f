import { MlaError } from '../../../errors/error.ts';
import { setSessionCookie } from '../../http/guard.ts';
import type { Handlers } from '../../http/handler.ts';
import { covers } from '../../../api/principal.ts';
import { requireRole } from '../../people/authorize.ts';
import type { ServerParts } from '../../dependencies.ts';

type Names = 'listSessions' | 'endSession' | 'endSessions';

/** The browsers that are logged in. Everybody sees and ends their own, an admin all. */
export function sessionHandlers({ logins, address }: ServerParts): Handlers<Names> {
  return {
    async listSessions({ query: { everyone = false }, principal, session }) {
      if (everyone) requireRole(principal, 'admin');
      const found = await logins.listSessions(everyone ? undefined : principal.id);
      return found.map(({ key, ...view }) => ({ ...view, current: key === session?.id }));
    },

    async endSession({ params: { id }, principal }) {
      const found = await logins.listSessions(covers(principal.roles, 'admin') ? undefined : principal.id);
      const ended = found.find((one) => one.id === id);
      if (ended === undefined) throw new MlaError('people.sessionNotFound', { session: id });
      await logins.endSessions([ended.key]);
      return {};
    },

    async endSessions({ query: { everyone = false }, principal, reply }) {
      if (everyone) requireRole(principal, 'admin');
      await logins.endSessionsOf(everyone ? undefined : principal.id);
      setSessionCookie(reply, address);
      return {};
    },
  };
}

import { covers, lesserRole } from '../../../api/principal.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Handlers } from '../../http/handler.ts';
import { requireRole } from '../../people/authorize.ts';
import { requirePersonPresent } from '../../people/person-present.ts';
import type { ServerParts } from '../../dependencies.ts';

type Names = 'listTokens' | 'createToken' | 'revokeToken';

/** Tokens for programs. Everybody sees and revokes their own, an admin all. */
export function apiTokenHandlers({ apiTokens, redactor }: ServerParts): Handlers<Names> {
  return {
    async listTokens({ query: { everyone = false, ...page }, principal }) {
      if (everyone) requireRole(principal, 'admin');
      return apiTokens.list({ ...page, person: everyone ? undefined : principal.id });
    },

    async createToken({ body: { name, role, days }, login, principal }) {
      requirePersonPresent(login);
      requireRole(principal, role);
      const { token, ...view } = await apiTokens.create({
        person: principal.id,
        name,
        role: principal.roles.reduce(lesserRole, role),
        days,
      });
      redactor.add(token);
      return { ...view, token: token.reveal() };
    },

    async revokeToken({ params: { id }, principal }) {
      const isRevoked = await apiTokens.revoke(id, covers(principal.roles, 'admin') ? undefined : principal.id);
      if (!isRevoked) throw new MlaError('people.tokenNotFound', { token: id });
      return {};
    },
  };
}

import type { FastifyRequest } from 'fastify';
import type { PersonView } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Handlers } from '../../http/handler.ts';
import { loginPath } from '../../login/login-link.ts';
import { requirePersonPresent } from '../../people/person-present.ts';
import type { ServerParts } from '../../dependencies.ts';

type Names =
  | 'listAudit'
  | 'listPeople'
  | 'addPerson'
  | 'changePerson'
  | 'removePerson'
  | 'createPersonLink'
  | 'removePassword'
  | 'setPassword';

/** Long enough to reach somebody by mail; milliseconds. */
const invitationLife = 24 * 60 * 60 * 1000;

/** Who may use the server, and their passwords. */
export function peopleHandlers({ people, logins, address, audit, oidc }: ServerParts): Handlers<Names> {
  const invite = ({ id }: PersonView, request: FastifyRequest): { url: string; expiresAt: string } => ({
    url: address.url(loginPath(logins.createCode(id, invitationLife)), request.headers.host),
    expiresAt: new Date(Date.now() + invitationLife).toISOString(),
  });

  return {
    listAudit: ({ query }) => audit.list(query),

    listPeople: ({ query }) => people.list(query),

    async addPerson({ body, request, login }) {
      requirePersonPresent(login);
      const person = await people.add(body);
      return { person, link: invite(person, request) };
    },

    async changePerson({ params, body }) {
      const { id } = await people.get(params.person);
      const person = await people.change(id, body);
      if (person.disabled) await logins.endSessionsOf(id);
      return person;
    },

    async removePerson({ params }) {
      const { id } = await people.get(params.person);
      const sessions = await logins.listSessions({ person: id });
      await people.remove(id);
      await logins.endSessions(sessions.map(({ key }) => key));
      return {};
    },

    async createPersonLink({ params, request, login }) {
      requirePersonPresent(login);
      return invite(await people.get(params.person), request);
    },

    async removePassword({ params }) {
      const { id } = await people.get(params.person);
      await people.setPassword(id, null);
      await logins.endSessionsOf(id);
      return {};
    },

    async setPassword({ body: { current, password }, login, principal, request, session }) {
      requirePersonPresent(login);
      if (oidc !== undefined && (await oidc.people.isFromProvider(principal.id)))
        throw new MlaError('oidc.passwordElsewhere', { provider: oidc.name });
      const { hasPassword } = await people.get(principal.id);
      // Whoever has the server's token can read and write the database anyway.
      const isFree = !hasPassword || login.isServerToken;
      if (!isFree) await logins.confirmPassword(principal.id, current ?? '', { address: request.ip });
      await people.setPassword(principal.id, password);
      await logins.endSessionsOf(principal.id, session?.id);
      return {};
    },
  };
}

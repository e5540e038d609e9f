import type { FastifyInstance } from 'fastify';
import { type Route, type RouteName, routes } from '../../api/contract.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { recordWork } from '../audit/record-work.ts';
import { createSharedAnswers } from '../../runs/views/share-answers.ts';
import type { PersonLimits } from '../limits/person-limits.ts';
import { authorize, type Lookups } from '../people/authorize.ts';
import { checkLogin, type LoginParts } from './guard.ts';
import type { HandlerInput, Handlers } from './handler.ts';
import { readPart } from './read-part.ts';

export interface RouteParts extends LoginParts {
  readonly handlers: Handlers;
  readonly lookups: Lookups;
  readonly audit: AuditLog;
  readonly limits: PersonLimits;
}

/** Lists that many pages ask for again and again, and that are the same for everybody. */
const shared: ReadonlySet<RouteName> = new Set(['listInstallations', 'listRuns']);

/** Adds every route of the contract: check the login, validate the request, check the role, call the handler, validate the answer. */
export function addRoutes(
  server: FastifyInstance,
  { handlers, lookups, audit, limits, ...loginParts }: RouteParts,
): void {
  const share = createSharedAnswers();
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    // Parsed by its schema, so that no field leaves that the contract does not name.
    const write = (answer: unknown): string => JSON.stringify(route.response.parse(answer));
    // The compiler cannot know which route this is. The route's own schema checks the input below.
    const handle: (input: never) => Promise<unknown> = handlers[name];
    const isShared = shared.has(name);
    server.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const gone = new AbortController();
        reply.raw.on('close', () => gone.abort());
        const login = route.role === 'none' ? undefined : await checkLogin(request, loginParts);
        if (login !== undefined) limits.count(login);
        const params = route.params && readPart(route.params, request.params, 'address');
        const query = route.query && readPart(route.query, request.query, 'query');
        const body = route.body && readPart(route.body, request.body, 'body');
        const input = {
          login,
          principal: login?.principal,
          session: login?.session,
          params,
          query,
          body,
          signal: gone.signal,
          request,
          reply,
        } satisfies Record<keyof HandlerInput<RouteName>, unknown>;
        const work = async (): Promise<unknown> => {
          if (login === undefined) return handle(input as never);
          await authorize(login, { route, params, body }, lookups);
          const answer = (): Promise<unknown> => handle(input as never);
          if (!isShared) return limits.within(login, name, answer);
          return share(`${name} ${JSON.stringify(query)}`, async () => write(await answer()));
        };
        const answer = await (login === undefined ? work() : recordWork(audit, { name, route, login, input }, work));
        return reply
          .status(route.status ?? 200)
          .header('cache-control', 'no-store')
          .type('application/json; charset=utf-8')
          .send(isShared ? answer : write(answer));
      },
    });
  }
}

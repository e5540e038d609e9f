import type { FastifyInstance } from 'fastify';
import { type Route, type RouteName, routes } from '../../api/contract.ts';
import { checkLogin } from './guard.ts';
import type { HandlerInput, Handlers } from './handler.ts';
import type { Logins } from '../login/logins.ts';
import { readPart } from './read-part.ts';

export interface RouteParts {
  readonly handlers: Handlers;
  readonly logins: Logins;
}

/** Every route of the contract: first the login, then the request checked against its schema, then the handler, then the answer by its schema. */
export function addRoutes(server: FastifyInstance, { handlers, logins }: RouteParts): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    // Which of them it is, the compiler cannot know: the input is checked by the route's own schema below.
    const handle: (input: never) => Promise<unknown> = handlers[name];
    server.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        const gone = new AbortController();
        reply.raw.on('close', () => gone.abort());
        const input = {
          ...(route.open ? { principal: undefined, session: undefined } : await checkLogin(request, logins)),
          params: route.params && readPart(route.params, request.params, 'address'),
          query: route.query && readPart(route.query, request.query, 'query'),
          body: route.body && readPart(route.body, request.body, 'body'),
          signal: gone.signal,
          request,
          reply,
        } satisfies Record<keyof HandlerInput<RouteName>, unknown>;
        const answer = await handle(input as never);
        // Through its schema, so that nothing leaves that the contract does not name.
        return reply
          .status(route.status ?? 200)
          .header('cache-control', 'no-store')
          .send(route.response.parse(answer));
      },
    });
  }
}

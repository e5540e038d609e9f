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

/** Adds every route of the contract: check the login, validate the request, call the handler, validate the answer. */
export function addRoutes(server: FastifyInstance, { handlers, logins }: RouteParts): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    // The compiler cannot know which route this is. The route's own schema checks the input below.
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
        // Parsed by its schema, so that no field leaves that the contract does not name.
        return reply
          .status(route.status ?? 200)
          .header('cache-control', 'no-store')
          .send(route.response.parse(answer));
      },
    });
  }
}

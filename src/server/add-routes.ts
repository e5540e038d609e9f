import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type Route, type RouteName, routes } from '../api/contract.ts';
import { MlaError } from '../errors/error.ts';
import { describeProblems, joinProblems } from '../installation/describe-problems.ts';
import { checkLogin } from './guard.ts';
import type { HandlerInput, Handlers } from './handler.ts';
import type { Logins } from './logins.ts';

export interface RouteParts {
  readonly handlers: Handlers;
  readonly logins: Logins;
  /** Settings of single routes: how often they may be called. */
  readonly limits: Partial<Record<RouteName, object>>;
}

/** Every route of the contract: first the login, then the request checked against its schema, then the handler, then the answer by its schema. */
export function addRoutes(server: FastifyInstance, { handlers, logins, limits }: RouteParts): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    const handle = handlers[name] as (input: HandlerInput<RouteName>) => Promise<unknown>;
    server.route({
      method: route.method,
      url: route.path,
      config: limits[name] ?? {},
      handler: async (request, reply) => {
        const gone = new AbortController();
        reply.raw.on('close', () => gone.abort());
        const input = {
          session: route.open ? undefined : await checkLogin(request, logins),
          params: read(route.params, request.params, 'address'),
          query: read(route.query, request.query, 'query'),
          body: read(route.body, request.body, 'body'),
          signal: gone.signal,
          request,
          reply,
        } as HandlerInput<RouteName>;
        const answer = await handle(input);
        // Through its schema, so that nothing leaves that the contract does not name.
        return reply.status(route.status ?? 200).header('cache-control', 'no-store').send(route.response.parse(answer));
      },
    });
  }
}

function read(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = describeProblems(result.error, value).map((problem) => (problem.path === '' ? { ...problem, path: `the ${where}` } : problem));
  throw new MlaError('MLA-SERVER-002', { problems: joinProblems(problems) });
}

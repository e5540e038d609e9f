import type { FastifyInstance } from 'fastify';
import { type Route, routes, streamRoute } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';

const segment = '[^/]+';
const patterns = [...Object.values<Route>(routes), { method: 'GET', path: streamRoute.path }].map(
  ({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, segment)}$`),
  }),
);

/** The methods that the contract has for an address; empty when it has no such address. */
function allowedMethods(path: string): string[] {
  const found = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  // Each GET answers HEAD too.
  return [...new Set(found.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].toSorted();
}

/** Answers 405 where an address is asked with a method that it does not have, whatever is sent with it. */
export function refuseOtherMethods(server: FastifyInstance): void {
  server.addHook('onRequest', async ({ is404, method, url }, reply) => {
    if (!is404) return;
    const path = url.split('?', 1)[0] ?? '';
    const allowed = allowedMethods(path).join(', ');
    if (allowed === '') return;
    void reply.header('allow', allowed);
    throw new MlaError('server.methodNotAllowed', { method, path, allowed });
  });
}

import type { FastifyInstance } from 'fastify';
import { checkLogin, type LoginParts } from '../http/guard.ts';
import type { Metrics } from './metrics.ts';

/** The numbers for Prometheus, behind the login: they tell how many installations and what kind of work there is. */
export function addMetrics(
  server: FastifyInstance,
  { metrics, ...login }: LoginParts & { readonly metrics: Metrics },
): void {
  server.get('/metrics', async (request, reply) => {
    await checkLogin(request, login);
    return reply
      .type(metrics.contentType)
      .header('cache-control', 'no-store')
      .send(await metrics.read());
  });
}

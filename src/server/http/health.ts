import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Milliseconds that the database has to answer. Probes of Kubernetes wait for a second by default. */
const answersWithin = 900;

const paths = { alive: '/healthz', ready: '/readyz' } as const;

/**
 * What load balancers and Kubernetes ask, without a login and under any name of
 * the host: a probe calls the address of a pod. The answers tell nothing else.
 */
export function addHealth(server: FastifyInstance, { isReady }: { readonly isReady: () => Promise<boolean> }): void {
  server.get(paths.alive, async (_request, reply) => reply.type('text/plain').send('alive\n'));
  server.get(paths.ready, async (_request, reply) => {
    const ready = await inTime(isReady());
    return reply
      .status(ready ? 200 : 503)
      .type('text/plain')
      .send(ready ? 'ready\n' : 'not ready\n');
  });
}

export function isHealth(request: FastifyRequest): boolean {
  const { url } = request.routeOptions;
  return url === paths.alive || url === paths.ready;
}

async function inTime(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), answersWithin);
  });
  return Promise.race([answer.catch(() => false), late]).finally(() => clearTimeout(timer));
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { MlaError } from '../../errors/error.ts';

const notBuilt = `MLAnywhere is running, but its pages have not been built.

Build them once:   npm start     (or: npx vite build web)
Meanwhile the command line does the same work: mla --help
`;

/** The built web app: its files, and its one page for every address that is not a file and not the API's. */
export async function addWebPages(server: FastifyInstance, { directory }: { directory: string }): Promise<void> {
  const built = existsSync(join(directory, 'index.html'));
  if (built) {
    // Files under assets/ carry a hash in their name; index.html must be asked for each time.
    await server.register(fastifyStatic, {
      root: directory,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    });
  }
  server.setNotFoundHandler(async (request, reply) => {
    // Not by `URL`: `//` is a path here, and no address.
    const path = request.url.split('?', 1)[0] ?? '/';
    if (path.startsWith('/api/') || request.method !== 'GET')
      throw new MlaError('server.routeUnknown', { method: request.method, path });
    if (!built) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt);
    return reply.sendFile('index.html');
  });
}

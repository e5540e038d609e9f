import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { MlaError } from '../../errors/error.ts';

const notBuilt = `MLAnywhere is running, but its pages have not been built.

Build them once:   npm start     (or: npx vite build web)
Meanwhile the command line does the same work: mla --help
`;

/** The built web app: its files, and its one page for every address that is not a file and not the API's. */
export async function addWebPages(
  server: FastifyInstance,
  { directory, path: basePath }: { readonly directory: string; readonly path: string },
): Promise<void> {
  const sendFresh = (reply: FastifyReply, name: string): FastifyReply =>
    reply.sendFile(name, directory, { cacheControl: false }).header('cache-control', 'no-cache');
  const built = existsSync(join(directory, 'index.html'));
  if (built) {
    // One route for all files under assets/, which carry a hash in their name. The few others must be asked for each time.
    await server.register(fastifyStatic, {
      root: join(directory, 'assets'),
      prefix: '/assets/',
      index: false,
      immutable: true,
      maxAge: '1y',
    });
    for (const file of readdirSync(directory, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name !== 'index.html',
    ))
      server.get(`/${file.name}`, (_, reply) => sendFresh(reply, file.name));
  }
  server.setNotFoundHandler(async (request, reply) => {
    // Not by `URL`: `//` is a path here, and no address.
    const path = request.url.split('?', 1)[0] ?? '/';
    if (path.startsWith('/api/') || request.method !== 'GET')
      throw new MlaError('server.routeUnknown', { method: request.method, path });
    if (!built) return reply.status(503).type('text/plain; charset=utf-8').send(notBuilt);
    // The build names files by their place beside the page, which is shown at any depth below the path.
    const page = (await readFile(join(directory, 'index.html'), 'utf8')).replaceAll('="./', `="${basePath}`);
    const etag = `"${createHash('sha256').update(page).digest('base64url')}"`;
    void reply.headers({ 'cache-control': 'no-cache', etag });
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    return reply.type('text/html; charset=utf-8').send(page);
  });
}

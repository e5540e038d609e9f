import type { AddressInfo, Socket } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';

import { streamRoute } from '../../api/contract.ts';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { shareReads } from '../../runs/engine/share-concurrent-reads.ts';
import { addRoutes } from './add-routes.ts';
import { checkLogin, checkOrigin } from './guard.ts';
import { connectionHandlers } from '../handlers/connection-handlers.ts';
import { installationHandlers } from '../handlers/installation-handlers.ts';
import { loginHandlers } from '../handlers/login-handlers.ts';
import { releaseHandlers } from '../handlers/release-handlers.ts';
import { runHandlers } from '../handlers/run-handlers.ts';
import { httpStatus } from './http-status.ts';
import { makeOpenApiDocument } from './openapi.ts';
import type { ServerParts } from '../dependencies.ts';
import { createPageWriter, streamRun } from './stream.ts';
import { addWebPages } from './web-pages.ts';

/** The HTTP side of MLAnywhere, on 127.0.0.1 only. */
export interface Server {
  /** 0 takes a free port. Returns the address, for example `http://127.0.0.1:5000`. Throws `server.portTaken`. */
  listen(port: number): Promise<string>;
  /** Ends streams and waits for requests in progress, a few seconds at most. */
  close(): Promise<void>;
}

/** The largest body, in bytes. A kubeconfig or an installation is far smaller; bundles are given by path or address. */
const bodyLimit = 1024 * 1024;
/** How long requests in progress have when the server closes, in milliseconds. */
const answersMayTake = 3000;

export async function createServer(parts: ServerParts): Promise<Server> {
  const { runs, logins } = parts;
  const reads = shareReads(runs);
  const writePage = createPageWriter();
  const closing = new AbortController();
  const connections = new Set<Socket>();
  const server = fastify({
    logger: false,
    bodyLimit,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    // An address that cannot be decoded fails before routing.
    frameworkErrors: (_error, _request, reply: unknown) =>
      void (reply as FastifyReply)
        .status(400)
        .send(new MlaError('server.badRequest', { problems: 'the address cannot be read' }).report()),
  });
  server.server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  server.setErrorHandler(async (thrown: FastifyError, _request, reply) => {
    const error = nameError(thrown);
    if (error.kind === 'internal') parts.report(thrown);
    return reply.status(httpStatus(error)).send(parts.redactor.cleanData(error.report()));
  });
  // Many clients send a content type even without a body.
  server.removeContentTypeParser('application/json');
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
  await addProtection(server);

  addRoutes(server, {
    handlers: {
      ...loginHandlers(parts),
      ...connectionHandlers(parts),
      ...installationHandlers(parts),
      ...releaseHandlers(parts),
      ...runHandlers(parts),
    },
    logins,
  });
  server.get(streamRoute.path, async (request, reply) => {
    const { session } = await checkLogin(request, logins);
    await streamRun(request, reply, {
      runs: reads,
      writePage,
      closing: closing.signal,
      report: parts.report,
      session: session && {
        watchEnd: (ended) => logins.watchEnd(session, ended),
        isOpen: () => logins.isOpen(session),
      },
    });
  });
  let document: object | undefined;
  server.get('/api/openapi.json', async (request) => {
    await checkLogin(request, logins);
    // Built at the first request: few ask for it, and it would slow the start.
    document ??= makeOpenApiDocument(parts.version);
    return document;
  });
  await addWebPages(server, { directory: parts.webDirectory });

  return {
    async listen(port) {
      try {
        await server.listen({ host: '127.0.0.1', port });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
          throw new MlaError('server.portTaken', { port }, { cause: error });
        throw error;
      }
      return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    },
    async close() {
      closing.abort();
      const closed = server.close();
      // Node waits more than a minute for connections that never sent anything (a browser's spare ones) or become idle only now (the end of a stream).
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
      const idle = setInterval(() => server.server.closeIdleConnections(), 20);
      const rest = setTimeout(() => server.server.closeAllConnections(), answersMayTake);
      await closed.finally(() => {
        clearInterval(idle);
        clearTimeout(rest);
      });
    },
  };
}

async function addProtection(server: FastifyInstance): Promise<void> {
  server.addHook('onRequest', async (request) => checkOrigin(request));
  await server.register(cookie);
  await server.register(helmet, {
    // Plain http on one's own machine: no switch to https.
    hsts: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
  });
}

/** Errors of the web framework in our words. */
function nameError(thrown: Partial<FastifyError>): MlaError {
  if (thrown instanceof z.ZodError)
    return new MlaError('server.badRequest', { problems: 'the query is not as described' });
  if (thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new MlaError('server.requestTooLarge', { limit: '1 MiB' });
  if (thrown.code?.startsWith('FST_ERR_CTP') || thrown.statusCode === 400)
    return new MlaError('server.badRequest', { problems: 'the body is not JSON' }, { cause: thrown });
  return toMlaError(thrown);
}

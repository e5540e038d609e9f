import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';

import { streamRoute } from '../../api/contract.ts';
import { isError, MlaError, toMlaError } from '../../errors/error.ts';
import { shareReads } from '../../runs/engine/share-concurrent-reads.ts';
import { createLookups } from '../people/lookups.ts';
import { addRoutes } from './add-routes.ts';
import { createBackground } from './background.ts';
import { answerUnread } from '../listeners/answer-unread.ts';
import { refuseOtherMethods } from './allowed-methods.ts';
import { checkLogin, checkOrigin, holdsLogin } from './guard.ts';
import { addLoginCallback } from './login-callback.ts';
import { addHealth, isHealth } from './health.ts';
import { allHandlers } from '../handlers/all-handlers.ts';
import { httpStatus } from './http-status.ts';
import { makeOpenApiDocument } from './openapi.ts';
import { withoutPath } from '../address/without-path.ts';
import type { PublicAddress } from '../address/public-address.ts';
import type { ListenAt } from '../address/read-listen.ts';
import type { ServerParts } from '../dependencies.ts';
import { addMetrics } from '../operations/add-metrics.ts';
import { observeRequests, requestIdOf, withRequestId } from '../operations/observe-requests.ts';
import { nameListenError } from '../listeners/name-listen-error.ts';
import { openListeners } from '../listeners/open-listeners.ts';
import { createPageWriter, streamRun } from './stream.ts';
import { addWebPages } from './web-pages.ts';

/** The HTTP side of MLAnywhere. */
export interface Server {
  /** Returns its port, and that where programs of this machine reach it, on 127.0.0.1. Throws `server.portTaken` and `server.cannotListen`. */
  listen(at: ListenAt): Promise<{ readonly port: number; readonly localPort: number }>;
  /** Ends streams, and waits for requests in progress and for what cleans up in the background, some seconds at most. */
  close(): Promise<void>;
}

/** The largest body, in bytes. A kubeconfig or an installation is far smaller; bundles are given by path or address. */
const bodyLimit = 1024 * 1024;
/** How long requests in progress have when the server closes, in milliseconds. */
const answersMayTake = 3000;

export async function createServer(parts: ServerParts): Promise<Server> {
  const { runs, logins, address } = parts;
  const reads = shareReads(runs);
  const writePage = createPageWriter();
  const background = createBackground();
  const listeners = openListeners({ tls: parts.tls, dashboards: parts.dashboards.onServer });
  const server = fastify({
    logger: false,
    serverFactory: listeners.create,
    // For the address of a client alone: names come from the public address, and from the Host header.
    trustProxy: parts.trustedProxies === undefined ? false : [...parts.trustedProxies],
    bodyLimit,
    forceCloseConnections: 'idle',
    // An e-mail address has 254 characters at most, each up to 3 when it is encoded.
    routerOptions: { maxParamLength: 800 },
    genReqId: requestIdOf,
    clientErrorHandler: answerUnread,
    rewriteUrl: ({ url = '/' }) => withoutPath(url, address.path),
    // An address that cannot be decoded fails before routing.
    frameworkErrors: (_error, _request, reply: unknown) =>
      void (reply as FastifyReply)
        .status(400)
        .send(new MlaError('server.badRequest', { problems: 'the address cannot be read' }).report()),
  });
  observeRequests(server, parts);
  server.setErrorHandler(async (thrown: FastifyError, request, reply) => {
    const error = nameError(thrown, request.routeOptions.url?.startsWith('/api/') !== true);
    if (error.kind === 'internal') parts.report(thrown, request.id);
    const { seconds } = error.details;
    if (isError(error, 'server.tooManyTries', 'people.tooManyRequests'))
      void reply.header('retry-after', String(seconds));
    return reply.status(httpStatus(error)).send(withRequestId(parts.redactor.cleanData(error.report()), request.id));
  });
  // Many clients send a content type even without a body.
  server.removeContentTypeParser('application/json');
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parseJson(request, body as string, done);
  });
  await addProtection(server, address);
  refuseOtherMethods(server);

  addRoutes(server, {
    ...parts,
    handlers: allHandlers(parts, background),
    lookups: createLookups(runs),
  });
  server.get(streamRoute.path, async (request, reply) => {
    const login = await checkLogin(request, parts);
    parts.limits.count(login);
    const { session } = login;
    reply.raw.once('close', parts.metrics.streamOpened());
    await streamRun(request, reply, {
      runs: reads,
      writePage,
      closing: background.closing,
      report: parts.report,
      login: {
        watchEnd: (ended) => (session === undefined ? () => undefined : logins.watchEnd(session, ended)),
        holds: () => holdsLogin(request, parts),
      },
    });
  });
  addHealth(server, parts);
  addLoginCallback(server, address);
  addMetrics(server, parts);
  let document: object | undefined;
  server.get('/api/openapi.json', async (request) => {
    await checkLogin(request, parts);
    // Built at the first request: few ask for it, and it would slow the start.
    document ??= makeOpenApiDocument(parts.version);
    return document;
  });
  await addWebPages(server, { directory: parts.webDirectory, path: address.path });

  return {
    async listen(at) {
      await server.listen(at).catch((error: unknown) => {
        throw nameListenError(error, at);
      });
      const { port } = server.server.address() as AddressInfo;
      return { port, localPort: await listeners.listenLocally({ ...at, port }) };
    },
    async close() {
      const ended = background.end();
      const closed = server.close();
      // Node waits more than a minute for connections that become idle only now: the end of a stream.
      const idle = setInterval(() => listeners.closeIdle(), 20);
      const rest = setTimeout(() => listeners.closeAll(), answersMayTake);
      await Promise.all([closed, listeners.close()]).finally(() => {
        clearInterval(idle);
        clearTimeout(rest);
      });
      await ended;
    },
  };
}

async function addProtection(server: FastifyInstance, address: PublicAddress): Promise<void> {
  server.addHook('onRequest', async (request) => {
    if (!isHealth(request)) checkOrigin(request, address);
  });
  await server.register(cookie);
  await server.register(helmet, {
    // Not ours to say: the host name may have other programs, and a proxy that says so already.
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
function nameError(thrown: Partial<FastifyError>, isPage: boolean): MlaError {
  if (thrown instanceof z.ZodError)
    return new MlaError('server.badRequest', { problems: 'the query is not as described' });
  if (thrown.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new MlaError('server.requestTooLarge', { limit: '1 MiB' });
  if (thrown.code?.startsWith('FST_ERR_CTP') || thrown.statusCode === 400)
    return new MlaError('server.badRequest', { problems: 'the body is not JSON' }, { cause: thrown });
  // What sends the files of the pages refuses ranges, conditions and paths out of its folder: no fault of ours.
  if (isPage && thrown.statusCode !== undefined && thrown.statusCode > 400 && thrown.statusCode < 500)
    return new MlaError(
      'server.badRequest',
      { problems: `no file can be sent for its address and headers (${thrown.message ?? thrown.statusCode})` },
      { cause: thrown },
    );
  return toMlaError(thrown);
}

import { hostname } from 'node:os';
import { buildConnector, Pool, type Dispatcher } from 'undici';
import { MlaError } from '../../errors/error.ts';
import { closeSoon } from '../../network/close-soon.ts';
import { machineTrust } from '../../network/authorities.ts';
import { openTcp } from '../../network/connect-tls.ts';
import { openSecureWay, openWay } from '../../network/open-way.ts';
import { readBounded } from '../../network/read-bounded.ts';
import type { ClusterAccess } from '../client.ts';
import { networkError } from './network-errors.ts';
import { tlsTargetOf } from './tls-target.ts';
import { requestUpgrade, type UpgradeOutcome } from './upgrade.ts';
import { guardWrites, WriteWithheld, type WriteGuard } from './write-guard.ts';

/** One HTTP request to an API server. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, below the path that the server's own address may have. */
  readonly path: string;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer must have begun, making the connection included; at most what the transport allows anyway. */
  readonly patience?: number;
}

/** An answer, whatever its status. */
export interface WireAnswer {
  readonly status: number;
  /** Seconds the server asked to wait, when it did. */
  readonly retryAfter?: number;
  readonly contentType: string;
  /** Texts of `Warning` headers: what the server wants to tell although it took the request. */
  readonly warnings: readonly string[];
  /** Milliseconds since 1970 by the clock of the server, to the second; undefined where it does not say. */
  readonly date?: number;
  readonly text: string;
}

/** An answer whose body is still arriving. */
export interface WireStream {
  readonly status: number;
  readonly retryAfter?: number;
  readonly contentType: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** A WebSocket to an API server: path and query as in a request, and the subprotocol. */
export interface WireUpgrade {
  readonly path: string;
  readonly protocol: string;
  readonly signal?: AbortSignal;
}

/** Sends requests to one API server, once each; failures to get an answer are `MlaError`s. Sending again is decided above. */
export interface HttpTransport {
  send(request: WireRequest): Promise<WireAnswer>;
  stream(request: WireRequest): Promise<WireStream>;
  /** Opens a WebSocket with a subprotocol; a server that does not open it answers. */
  upgrade(request: WireUpgrade): Promise<UpgradeOutcome>;
  close(): Promise<void>;
}

export interface TransportOptions {
  /** Connections for requests, kept open between them. Watches have their own. Default 32: more brings no gain. */
  readonly connections?: number;
  /** Milliseconds without an answer until a request counts as failed. Default 70 s, a little more than the API server's own limit. */
  readonly answerTimeout?: number;
  /** Milliseconds to make a connection. Default 10 s. */
  readonly connectTimeout?: number;
  /** Bytes of an answer until it is not read any further. Default 256 MiB: the longest list of a large cluster is far below. */
  readonly largestAnswer?: number;
  /** Whether this process may write now. Without it, always. */
  readonly writeGuard?: WriteGuard | undefined;
}

/** Audit logs of a cluster then tell which of several processes wrote. */
const userAgent = `mlanywhere (process ${process.pid} on ${hostname()})`;

const defaultTimeouts = { answer: 70_000, connect: 10_000 };

/** Opens nothing yet: connections are made when first needed. */
export function createHttpTransport(access: ClusterAccess, options: TransportOptions = {}): HttpTransport {
  const url = new URL(access.server);
  const answerTimeout = options.answerTimeout ?? defaultTimeouts.answer;
  const { largestAnswer = 256 * 1024 * 1024, writeGuard } = options;
  const longestPatience = answerTimeout + (options.connectTimeout ?? defaultTimeouts.connect);
  const prefix = url.pathname.replace(/\/$/, '');
  const every = createDispatcher(access, url.origin, options, options.connections ?? 32);
  const requests = writeGuard === undefined ? every : guardWrites(every, writeGuard);
  const watches = createDispatcher(access, url.origin, options, null);

  async function dispatch(
    dispatcher: Dispatcher,
    request: WireRequest,
    bodyTimeout?: number,
  ): Promise<Dispatcher.ResponseData> {
    const headers: Record<string, string> = {
      'user-agent': userAgent,
      accept: request.accept ?? 'application/json',
    };
    if (request.contentType !== undefined) headers['content-type'] = request.contentType;
    const authorization = await authorizationOf(access);
    if (authorization !== undefined) headers['authorization'] = authorization;
    return dispatcher.request({
      origin: url.origin,
      path: prefix + request.path,
      method: request.method,
      headers,
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      ...(bodyTimeout === undefined ? {} : { bodyTimeout }),
    });
  }

  /** A request that was withheld has not left: it is sent when writing is allowed again. */
  async function dispatchAllowed(request: WireRequest): Promise<Dispatcher.ResponseData> {
    for (;;) {
      if (request.method !== 'GET') await writeGuard?.open();
      try {
        return await dispatch(requests, request);
      } catch (error) {
        if (!(error instanceof WriteWithheld)) throw error;
      }
    }
  }

  return {
    async send(request) {
      // A request can get lost between a connection that died and the next one, where none of the dispatcher's limits counts.
      const patience = Math.min(request.patience ?? longestPatience, longestPatience);
      const late = new AbortController();
      let timer = setTimeout(() => late.abort(), patience);
      let missing = `not a word for ${Math.round(patience / 1000)} s`;
      try {
        const answer = await dispatchAllowed({
          ...request,
          signal: request.signal === undefined ? late.signal : AbortSignal.any([request.signal, late.signal]),
        });
        // A large answer may take its time once it has begun.
        clearTimeout(timer);
        timer = setTimeout(() => late.abort(), 2 * answerTimeout);
        missing = `the answer was not whole after ${Math.round((2 * answerTimeout) / 1000)} s`;
        return {
          ...head(answer),
          ...remarks(answer),
          text: (await readBounded(answer.body, largestAnswer)).toString('utf8'),
        };
      } catch (thrown) {
        request.signal?.throwIfAborted();
        if (late.signal.aborted)
          throw new MlaError('kubernetes.noAnswer', { server: access.server, reason: missing }, { cause: thrown });
        throw networkError(thrown, access);
      } finally {
        clearTimeout(timer);
      }
    },
    async stream(request) {
      try {
        const answer = await dispatch(watches, request, 0);
        return { ...head(answer), chunks: translateErrors(answer.body, access) };
      } catch (thrown) {
        request.signal?.throwIfAborted();
        throw networkError(thrown, access);
      }
    },
    async upgrade({ path, protocol, signal }) {
      const late = AbortSignal.timeout(longestPatience);
      try {
        const authorization = await authorizationOf(access);
        return await requestUpgrade(watches, {
          origin: url.origin,
          path: prefix + path,
          protocol,
          headers: { 'user-agent': userAgent, ...(authorization !== undefined && { authorization }) },
          signal: signal === undefined ? late : AbortSignal.any([signal, late]),
        });
      } catch (thrown) {
        signal?.throwIfAborted();
        throw networkError(thrown, access);
      }
    },
    close: () => closeSoon([every.destroy(), watches.destroy()]),
  };
}

/** HTTP/1.1 on purpose: with kept-alive connections it is as fast as HTTP/2 here, and one slow answer holds up nobody else. */
function createDispatcher(
  access: ClusterAccess,
  origin: string,
  options: TransportOptions,
  connections: number | null,
): Dispatcher {
  const answerTimeout = options.answerTimeout ?? defaultTimeouts.answer;
  const connectTimeout = options.connectTimeout ?? defaultTimeouts.connect;
  const shared = {
    connections,
    allowH2: false,
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
    keepAliveTimeout: 15_000,
  };
  const way = { access, timeout: connectTimeout };
  const connect = access.proxy === undefined ? directConnector(way) : proxiedConnector(way);
  return new Pool(origin, { ...shared, connect });
}

interface Way {
  readonly access: ClusterAccess;
  /** Milliseconds to make a connection. */
  readonly timeout: number;
}

/** TLS by undici, which resumes sessions; TCP by ourselves, which refuses addresses. */
function directConnector({ access, timeout }: Way): buildConnector.connector {
  const url = new URL(access.server);
  const secure = buildConnector({ ...tlsOptionsOf(access), timeout, allowH2: false });
  return (options, callback) => {
    openTcp(url, { signal: AbortSignal.timeout(timeout), rules: access.addressRules }).then(
      (socket) => {
        if (url.protocol !== 'https:') return callback(null, socket);
        try {
          // Throws for a key that does not fit its certificate.
          secure({ ...options, httpSocket: socket }, callback);
        } catch (thrown) {
          socket.destroy();
          callback(asError(thrown), null);
        }
      },
      (thrown: unknown) => callback(asError(thrown), null),
    );
  };
}

function tlsOptionsOf(access: ClusterAccess): buildConnector.BuildOptions {
  return {
    ca: access.certificateAuthority ?? [...(access.authorities ?? machineTrust).list()],
    ...(access.serverName === undefined ? {} : { servername: access.serverName }),
    // Only where the kubeconfig itself says insecure-skip-tls-verify, as kubectl does; it stays visible as a warning.
    ...(access.insecure === true ? { rejectUnauthorized: false } : {}),
    ...(access.clientCertificate === undefined ? {} : { cert: access.clientCertificate }),
    ...(access.clientKey === undefined ? {} : { key: access.clientKey.reveal() }),
  };
}

/** Through a proxy: a tunnel, and the cluster's own TLS in it. */
function proxiedConnector({ access, timeout }: Way): buildConnector.connector {
  const url = new URL(access.server);
  const way = { proxy: access.proxy, rules: access.addressRules, authorities: access.authorities };
  return (_, callback) => {
    const signal = AbortSignal.timeout(timeout);
    const opened =
      url.protocol === 'https:' ? openSecureWay(tlsTargetOf(access), way, signal) : openWay(url, way, signal);
    opened.then(
      (socket) => callback(null, socket),
      (thrown: unknown) => callback(asError(thrown), null),
    );
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

async function authorizationOf(access: ClusterAccess): Promise<string | undefined> {
  if (access.token !== undefined) return `Bearer ${(await access.token()).reveal()}`;
  if (access.basic === undefined) return undefined;
  return `Basic ${Buffer.from(`${access.basic.user}:${access.basic.password.reveal()}`).toString('base64')}`;
}

function head(answer: Dispatcher.ResponseData): Pick<WireStream, 'status' | 'retryAfter' | 'contentType'> {
  const retryAfter = Number.parseInt(headerText(answer.headers['retry-after']), 10);
  const contentType = headerText(answer.headers['content-type']);
  return { status: answer.statusCode, contentType, ...(retryAfter >= 0 ? { retryAfter } : {}) };
}

function remarks({ headers }: Dispatcher.ResponseData): Pick<WireAnswer, 'warnings' | 'date'> {
  const date = Date.parse(headerText(headers['date']));
  return { warnings: readWarnings(headers['warning']), ...(Number.isNaN(date) ? {} : { date }) };
}

/** `299 - "text"`, several of them in one header or in several. Source: RFC 7234, 5.5. */
function readWarnings(value: string | string[] | undefined): string[] {
  return [value ?? []]
    .flat()
    .flatMap((line) => [...line.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)])
    .map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}

function headerText(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

async function* translateErrors(body: AsyncIterable<Uint8Array>, access: ClusterAccess): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw networkError(thrown, access);
  }
}

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request as startRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { CertificatePair } from '../certificates/issue.ts';
import { isWatch, type Fault, type FaultRules } from './rules.ts';

export interface FaultProxyOptions {
  readonly port: number;
  readonly apiServerPort: number;
  /** The cluster's authority: who shows a certificate of it is let in as admin. */
  readonly authority: string;
  readonly serving: CertificatePair;
  /** Shown to the API server for every client with such a certificate. */
  readonly admin: CertificatePair;
  readonly rules: FaultRules;
}

export interface FaultProxy {
  stop(): Promise<void>;
}

interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly servername: string;
  readonly cert?: string;
  readonly key?: string;
}

/** How a client's requests go on to the API server: with the admin's certificate, or with what the client sent. */
interface Way {
  readonly upstream: Upstream;
  readonly agent: Agent;
  readonly keepsLogin: boolean;
}

/**
 * A second door to the API server, through which things go wrong as the rules
 * say. TLS ends here: clients with a certificate of the cluster's authority
 * come in as admin, all others as whom their token says.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { authority: ca, serving, admin, rules } = options;
  const apiServer = { host: '127.0.0.1', port: options.apiServerPort, ca, servername: 'localhost' };
  const wayOf = (upstream: Upstream, keepsLogin: boolean): Way => ({
    upstream,
    agent: new Agent({ keepAlive: true, ...upstream }),
    keepsLogin,
  });
  const [asAdmin, asItself] = [
    wayOf({ ...apiServer, cert: admin.certificate, key: admin.key }, false),
    wayOf(apiServer, true),
  ];
  const certified = new WeakSet<Duplex>();
  const wayFor = ({ socket }: IncomingMessage): Way => (certified.has(socket) ? asAdmin : asItself);
  const sockets = new Set<Duplex>();
  // Connections that were left hanging: they end when the rules change, as the fault then "goes away".
  const hanging = new Set<Duplex>();
  rules.onChange(() => hanging.forEach((socket) => socket.destroy()));

  // A client certificate is optional here: a client without one comes in by its token, which the API server checks.
  const server = createServer(
    {
      ca,
      cert: serving.certificate,
      key: serving.key,
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    },
    (request, response) => {
      const fault = rules.strike({ method: request.method ?? 'GET', path: request.url ?? '/' });
      void handle(request, response, fault).catch(() => request.socket.destroy());
    },
  );

  async function handle(request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): Promise<void> {
    switch (fault?.kind) {
      case 'too-many-requests':
        refuse(request, response, 429, { 'retry-after': String(fault.retryAfterSeconds) });
        break;
      case 'server-error':
        refuse(request, response, fault.status);
        break;
      case 'half-open':
        hang(request);
        break;
      case 'silent-watch':
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        hang(request);
        break;
      case 'other-version':
        tellVersion(request, response, fault.gitVersion);
        break;
      case 'latency':
        await pause(fault.delayMs);
        forward(request, response, false);
        break;
      default:
        forward(request, response, fault?.kind === 'reset');
    }
  }

  function hang({ socket }: IncomingMessage): void {
    hanging.add(socket);
    socket.once('close', () => hanging.delete(socket));
  }

  function forward(request: IncomingMessage, response: ServerResponse, cut: boolean): void {
    const way = wayFor(request);
    const onward = startRequest({
      agent: way.agent,
      method: request.method,
      path: request.url,
      headers: headersFor(way, request),
    });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (cut) {
        cutShort(answer, response);
        return;
      }
      if (isWatch(request.url ?? '')) response.flushHeaders();
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    tunnelUpgrade(request, socket, head, wayFor(request)),
  );
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.add(socket);
    // A session that goes on without any certificate counts as authorized, too.
    if (socket.authorized && socket.getPeerX509Certificate() !== undefined) certified.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  });
  server.on('tlsClientError', (_, socket) => socket.destroy());
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');

  return {
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      for (const { agent } of [asAdmin, asItself]) agent.destroy();
      await closed;
    },
  };
}

function headersFor({ keepsLogin }: Way, { headers }: IncomingMessage): IncomingMessage['headers'] {
  if (keepsLogin) return headers;
  const { authorization: _, ...others } = headers;
  return others;
}

function tellVersion(request: IncomingMessage, response: ServerResponse, gitVersion: string): void {
  request.resume();
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ major, minor, gitVersion, platform: 'linux/amd64' }));
}

/** The error as the API server itself would write it. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  headers: Record<string, string> = {},
): void {
  request.resume();
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: messages[code] ?? 'the server has an error',
    reason: reasons[code] ?? 'InternalError',
    code,
  };
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(status));
}

const messages: Readonly<Record<number, string>> = {
  429: 'too many requests, please try again later',
  503: 'the server is currently unable to handle the request',
};
const reasons: Readonly<Record<number, string>> = { 429: 'TooManyRequests', 503: 'ServiceUnavailable', 504: 'Timeout' };

/** Sends half of the first piece, then breaks the connection. */
function cutShort(answer: IncomingMessage, response: ServerResponse): void {
  answer.once('data', (piece: Buffer) => {
    response.write(piece.subarray(0, Math.ceil(piece.length / 2)), () => {
      response.socket?.destroy();
      answer.destroy();
    });
  });
  answer.once('end', () => response.socket?.destroy());
}

/** exec and port-forward: bytes in both directions once the API server has agreed. */
function tunnelUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, way: Way): void {
  const onward = connect(way.upstream, () => {
    const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
    for (const [name, value] of Object.entries(headersFor(way, request))) lines.push(`${name}: ${String(value)}`);
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket).pipe(onward);
  });
  for (const end of [socket, onward]) {
    end.on('error', () => end.destroy());
    end.on('close', () => (end === socket ? onward : socket).destroy());
  }
}

import { once } from 'node:events';
import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { CertificatePair } from '../certificates/issue.ts';
import { createLeafCertificates } from './leaf-certificates.ts';
import { answerReview } from './review.ts';

/** Whether something answers at an address in the cluster. */
export interface Reachability {
  /** By cluster address: has the Service a ready endpoint? */
  address(host: string): boolean;
  /** By Service, `namespace/name`. */
  service(name: string): boolean;
}

/** The way from the API server into the simulated cluster. */
export interface EgressServer {
  readonly listen: (socket: string) => Promise<void>;
  stop(): Promise<void>;
}

/** The port that the API server takes for a kubelet's where the node names none. */
const kubeletPort = '10250';
const firstByteOfTls = 0x16;
const longestReview = 64 * 1024 * 1024;

/**
 * Takes the API server's CONNECT requests (egress selector, HTTPConnect) and
 * answers as the cluster's webhooks would. A Service without ready endpoints
 * cannot be connected to; whatever is not a review gets 503, as nothing runs.
 */
export function createEgressServer(options: {
  authority: CertificatePair;
  reachability: () => Reachability | undefined;
  /** Where kwok answers on 127.0.0.1 for the kubelets of all nodes; undefined: nowhere. */
  kubelet?: number | undefined;
}): EgressServer {
  const leaves = createLeafCertificates(options.authority);
  const sockets = new Set<Duplex>();
  const isUp = (request: IncomingMessage): boolean =>
    options.reachability()?.service(serviceOf(serverNameOf(request.socket))) ?? false;

  const secure: SecureServer = createSecureServer(
    { SNICallback: leaves.select, ALPNProtocols: ['http/1.1'] },
    (request, response) => {
      // A pod that has gone takes its open connections along.
      if (!isUp(request)) request.socket.destroy();
      else void answer(request, response);
    },
  );
  const plain: HttpServer = createServer((_, response) => sayNothingRuns(response));
  for (const server of [secure, plain]) server.keepAliveTimeout = 60_000;

  const tunnel = createServer((_, response) => void response.writeHead(405).end());
  tunnel.on('connect', (request: IncomingMessage, socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    const { hostname, port } = new URL(`tcp://${request.url ?? ''}`);
    if (options.kubelet !== undefined && port === kubeletPort) {
      connectThrough(socket, options.kubelet);
      return;
    }
    if (options.reachability()?.address(hostname) !== true) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first[0] === firstByteOfTls ? secure : plain).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });

  return {
    listen: async (path) => {
      tunnel.listen(path);
      await once(tunnel, 'listening');
    },
    stop: async () => {
      const closed = new Promise((resolve) => tunnel.close(resolve));
      sockets.forEach((socket) => socket.destroy());
      tunnel.closeAllConnections();
      await closed;
    },
  };
}

/** Joins a tunnel to a port of this machine. What breaks on one side breaks on the other. */
function connectThrough(socket: Socket, port: number): void {
  const target = connect(port, '127.0.0.1');
  target.once('connect', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(target).pipe(socket);
  });
  target.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  socket.on('close', () => target.destroy());
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestReview) {
      response.writeHead(413).end();
      return;
    }
    chunks.push(chunk);
  }
  const review = request.method === 'POST' ? answerReview(Buffer.concat(chunks).toString('utf8')) : undefined;
  if (review === undefined) sayNothingRuns(response);
  else response.writeHead(200, { 'content-type': 'application/json' }).end(review);
}

function sayNothingRuns(response: ServerResponse): void {
  response
    .writeHead(503, { 'content-type': 'text/plain' })
    .end('This is a simulated pod: it runs nothing and answers admission and conversion reviews only.\n');
}

function serverNameOf(socket: Socket): string {
  return socket instanceof TLSSocket && typeof socket.servername === 'string' ? socket.servername : '';
}

/** `<service>.<namespace>.svc` as `namespace/service`. */
function serviceOf(serverName: string): string {
  const [service = '', namespace = ''] = serverName.split('.');
  return `${namespace}/${service}`;
}

import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { specsOf } from './login-objects.fixture.ts';

/** Ports of this machine by the Service that leads to them, for example `auth/dex`. */
export type Programs = Map<string, number>;

/**
 * The port of this machine behind `name.namespace.svc.cluster.local:port`. Undefined where the cluster has no such
 * Service, the Service no such port, or no program.
 */
export function resolveService(
  objects: readonly KubernetesObject[],
  programs: Programs,
  { host, port }: { readonly host: string; readonly port: number },
): { readonly service: string; readonly port: number } | undefined {
  const [name = '', namespace = '', ...rest] = host.split('.');
  if (rest[0] !== 'svc') return undefined;
  const service = specsOf<{ ports?: { port: number }[] }>(objects, 'Service').find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  if (service?.spec.ports?.some((one) => one.port === port) !== true) return undefined;
  const program = programs.get(`${namespace}/${name}`);
  return program === undefined ? undefined : { service: `${namespace}/${name}`, port: program };
}

/** In place of cluster DNS and kube-proxy: an HTTP proxy that knows the names of Services, and nothing else. */
export async function startServiceNetwork(
  objects: () => readonly KubernetesObject[],
  programs: Programs,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '');
    const found = resolveService(objects(), programs, { host: url.hostname, port: Number(url.port || 80) });
    if (found === undefined) outgoing.writeHead(502).end(`no such host: ${url.host}`);
    else forward(incoming, outgoing, { port: found.port, path: url.pathname + url.search });
  });
  const port = await listen(server);
  return { address: `http://127.0.0.1:${port}`, close: () => close(server) };
}

/** Sends a request on to a program of this machine, with other headers where given, and its answer back. */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: { readonly port: number; readonly path: string; readonly headers?: Readonly<Record<string, string>> },
): void {
  const upstream = request(
    {
      host: '127.0.0.1',
      port: target.port,
      path: target.path,
      method: incoming.method,
      headers: { ...(target.headers ?? incoming.headers) },
      agent: false,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    },
  );
  upstream.on('error', (error) => {
    if (outgoing.headersSent) outgoing.destroy(error);
    else outgoing.writeHead(503).end('upstream connect error or disconnect/reset before headers');
  });
  incoming.pipe(upstream);
}

/** Listens on a port of 127.0.0.1, or on any free one. */
export function listen(server: NetServer, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

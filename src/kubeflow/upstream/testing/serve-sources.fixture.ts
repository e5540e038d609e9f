import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { issueCertificate } from '../../../../sandbox/certificates/issue.ts';
import type { Fetch } from '../download/download-cache.ts';

/** What an address answers: the bytes, or something else than a file. */
export type Served =
  Buffer | { readonly file: string } | { readonly status: number; readonly headers?: Record<string, string> };

export interface SourceServer {
  /** A fetch for which github.com is this server. */
  readonly fetch: Fetch;
  /** Host and path of each request, oldest first. */
  readonly asked: string[];
  readonly port: number;
  /** Of the authority that vouches for it. */
  readonly certificate: string;
  readonly close: () => Promise<void>;
}

/** A GitHub of this machine: an HTTPS server that answers for github.com, and redirects to a second host as GitHub does. */
export async function serveSources(served: Readonly<Record<string, Served>>): Promise<SourceServer> {
  const pair = issueCertificate({ commonName: 'github.com', hosts: ['github.com', 'codeload.github.com'] });
  const asked: string[] = [];
  const server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
    const path = request.url ?? '';
    const found = served[`https://github.com${path}`];
    asked.push(`${request.headers.host ?? ''}${path}`);
    if (found === undefined) response.writeHead(404).end();
    else if (!Buffer.isBuffer(found) && 'status' in found) response.writeHead(found.status, found.headers).end();
    else if (request.headers.host?.startsWith('github.com'))
      response.writeHead(302, { location: `https://codeload.github.com${path}` }).end();
    else response.end(Buffer.isBuffer(found) ? found : readFileSync(found.file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // The names lead to the server of this test; its certificate is checked.
  const connect = buildConnector({ ca: pair.certificate });
  const agent = new Agent({
    connect: (options, done) =>
      connect({ ...options, hostname: '127.0.0.1', port: String(port), servername: options.hostname }, done),
  });
  return {
    asked,
    port,
    certificate: pair.certificate,
    fetch: async (address, init) => {
      const answer: unknown = await undiciFetch(address, { ...init, dispatcher: agent });
      return answer as Response;
    },
    close: async () => {
      await agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { pipeline } from 'node:stream';

/**
 * A reverse proxy as docs/team/reach.md sets nginx up: the path stays, the host name is passed on, nothing is buffered.
 * Names below `localhost` are those of dashboards.
 */
export async function startReverseProxy(port: number, target: () => string): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    const { url = '/', method, headers } = request;
    const isDashboard = /^[^.]+\.localhost(:|$)/.test(headers.host ?? '');
    if (!isDashboard && !url.startsWith('/tools/mla')) return void response.writeHead(404).end('another program');
    const forwarded = send(new URL(url, target()), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      pipeline(answer, response, () => undefined);
    });
    response.once('close', () => forwarded.destroy());
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

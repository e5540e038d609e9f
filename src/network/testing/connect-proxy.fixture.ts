import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that opens tunnels, and knows every name as this machine: names that nothing else here can resolve. */
export interface ConnectProxy {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** What tunnels were asked for, oldest first. */
  readonly tunnels: readonly string[];
  /** What came with each of them as `Proxy-Authorization`, decoded. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/** `answer`: the line that opens a tunnel. `to`: the port of this machine that every tunnel ends at; the one that was asked for when left out. */
export async function startConnectProxy({
  answer = 'HTTP/1.1 200 Connection Established',
  to,
}: { answer?: string; to?: number } = {}): Promise<ConnectProxy> {
  const tunnels: string[] = [];
  const logins: string[] = [];
  const open = new Set<Socket>();
  const server = createServer().on('connect', (request, client, head) => {
    tunnels.push(request.url ?? '');
    const login = request.headers['proxy-authorization'];
    if (login !== undefined) logins.push(Buffer.from(login.replace('Basic ', ''), 'base64').toString());
    const upstream = connect(to ?? Number(/:(\d+)$/.exec(request.url ?? '')?.[1]), '127.0.0.1', () => {
      client.write(`${answer}\r\n\r\n`);
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client as Socket]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    tunnels,
    logins,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of open) socket.destroy();
      }),
  };
}

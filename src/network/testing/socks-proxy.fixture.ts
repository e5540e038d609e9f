import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A SOCKS5 proxy (RFC 1928, RFC 1929) that knows every name as this machine. */
export interface SocksProxy {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** What connections were asked for, oldest first. */
  readonly asked: readonly string[];
  close(): void;
}

/** `login`: `user:password` that it insists on. */
export async function startSocksProxy({ login }: { login?: string } = {}): Promise<SocksProxy> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.on('error', () => undefined);
    void serve(client, { login, asked }).catch(() => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => void server.close(),
  };
}

async function serve(client: Socket, { login, asked }: { login: string | undefined; asked: string[] }): Promise<void> {
  const next = async (): Promise<Buffer> => ((await once(client, 'data')) as [Buffer])[0];
  const wanted = login === undefined ? 0 : 2;
  const offered = [...(await next()).subarray(2)];
  client.write(Buffer.from([5, offered.includes(wanted) ? wanted : 0xff]));
  if (login !== undefined) {
    const given = await next();
    const user = given.subarray(2, 2 + (given[1] ?? 0));
    const password = given.subarray(3 + user.length);
    const isRight = `${user.toString()}:${password.toString()}` === login;
    client.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return;
  }
  const request = await next();
  const isName = request[3] === 3;
  const to = isName ? request.subarray(5, 5 + (request[4] ?? 0)).toString() : [...request.subarray(4, 8)].join('.');
  const port = request.readUInt16BE(request.length - 2);
  asked.push(`${to}:${port}`);
  const upstream = connect(port, '127.0.0.1');
  upstream.on('error', () => client.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
  client.on('close', () => upstream.destroy());
  await once(upstream, 'connect');
  client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
  upstream.pipe(client).pipe(upstream);
}

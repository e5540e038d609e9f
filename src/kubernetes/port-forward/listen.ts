import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { MlaError } from '../../errors/error.ts';

/** Only this machine reaches it, as with `kubectl port-forward`. */
const host = '127.0.0.1';

/** Listens on the port, or on a free one where the port cannot be used. Gives the port that it is. */
export async function listenOrElsewhere(server: Server, port: number): Promise<number> {
  try {
    return await listen(server, port);
  } catch (thrown) {
    if (port === 0) throw unusable(port, thrown);
    return listen(server, 0).catch((again: unknown) => {
      throw unusable(port, again);
    });
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function unusable(port: number, thrown: unknown): MlaError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new MlaError('access.portUnusable', { port, reason }, { cause: thrown });
}

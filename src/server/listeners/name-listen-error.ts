import { MlaError } from '../../errors/error.ts';
import type { ListenAt } from '../address/read-listen.ts';

/** Why a server cannot listen, in our words. */
export function nameListenError(thrown: unknown, { host, port }: ListenAt): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new MlaError('server.portTaken', { port }, { cause: thrown });
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const reason =
    code === 'EADDRNOTAVAIL'
      ? 'this machine does not have the address'
      : code === 'EACCES'
        ? 'your account may not use the port'
        : undefined;
  return reason === undefined ? thrown : new MlaError('server.cannotListen', { address, reason }, { cause: thrown });
}

import type { Duplex } from 'node:stream';

/**
 * A stream of a pod with what node's HTTP agent asks of a socket and a stream
 * does not have. When the pod has said all, the connection is of no more use.
 */
export function asSocket(stream: Duplex): Duplex {
  stream.once('end', () => stream.destroy());
  const same = (): Duplex => stream;
  return Object.assign(stream, { setKeepAlive: same, setNoDelay: same, setTimeout: same, ref: same, unref: same });
}

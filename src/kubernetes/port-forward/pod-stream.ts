import { Duplex } from 'node:stream';
import { createFrameReader, encodeFrame, frameKinds } from './frames.ts';

/** Says what the kubelet reports on the error channel. */
export class ForwardRefusal extends Error {
  override readonly name = 'ForwardRefusal';
}

/** The protocol of kubelets for forwarded ports: two channels for each port, data and errors, both beginning with the port in two bytes. */
export const portForwardProtocol = 'v4.channel.k8s.io';
const channels = { data: 0, error: 1 } as const;
const portBytes = 2;

/** Milliseconds. Load balancers before API servers cut connections that are silent for a minute or a few. */
const pingPause = 25_000;
const closePatience = 1000;

/**
 * A connection to a port of a pod, over an open WebSocket. Reads no further
 * than its reader takes, and a write is done when the socket took it. It fails
 * with a `ForwardRefusal` when the kubelet reports an error. The protocol has
 * no way to end one direction alone: `end` lets the pod answer first.
 */
export function createPodStream(socket: Duplex): Duplex {
  const reader = createFrameReader();
  const skip = { data: portBytes, error: portBytes };
  let reported = '';
  let ended = false;

  const stream = new Duplex({
    allowHalfOpen: true,
    read: () => void socket.resume(),
    write: (chunk: Buffer, _, done) => {
      socket.write(encodeFrame(frameKinds.binary, chunk, [channels.data]), (error) => done(error ?? null));
    },
    destroy: (error, done) => {
      clearInterval(pings);
      if (error === null) socket.end(encodeFrame(frameKinds.close, new Uint8Array()), () => socket.destroy());
      else socket.destroy();
      // A server that reads no more must not keep the connection.
      setTimeout(() => socket.destroy(), closePatience).unref();
      done(error);
    },
  });
  const pings = setInterval(() => {
    socket.write(encodeFrame(frameKinds.ping, new Uint8Array()));
  }, pingPause).unref();

  const end = (): void => {
    if (ended) return;
    ended = true;
    clearInterval(pings);
    if (reported !== '') stream.destroy(new ForwardRefusal(reported));
    else stream.push(null);
  };

  const take = (payload: Buffer): void => {
    const channel = payload[0];
    const name = channel === channels.data ? 'data' : 'error';
    const skipped = Math.min(skip[name], payload.length - 1);
    skip[name] -= skipped;
    const content = payload.subarray(1 + skipped);
    if (content.length === 0) return;
    if (channel === channels.error) reported += content.toString('utf8').slice(0, 4096);
    else if (channel === channels.data && !ended && !stream.push(content)) socket.pause();
  };

  socket.on('data', (chunk: Buffer) => {
    try {
      for (const { kind, payload } of reader.read(chunk)) {
        if (kind === frameKinds.ping) socket.write(encodeFrame(frameKinds.pong, payload));
        else if (kind === frameKinds.close) end();
        else if (kind !== frameKinds.pong) take(payload);
      }
      // What a kubelet reports on this channel is the end of the connection.
      if (reported !== '') end();
    } catch (thrown) {
      stream.destroy(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  });
  socket.on('error', (error) => stream.destroy(error));
  // Without the frame that ends a WebSocket, the connection broke.
  socket.on('close', () => {
    if (!ended && !stream.destroyed) stream.destroy(new Error('the connection to the API server ended'));
  });
  return stream;
}

import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServiceDialer, retryPause, type DialOptions } from './dial-service.ts';
import { isFinal } from './forward-errors.ts';
import { joinConnections } from './join.ts';
import { listenOrElsewhere } from './listen.ts';

export interface ForwardOptions extends DialOptions {
  /** Local port that is wanted; another one where it is taken. 0: any free one. */
  readonly port: number;
}

/** A local port that leads to a Service of the cluster. */
export interface ServiceForward {
  readonly port: number;
  /** Opens and closes a connection to the pod. Rejects with the reason that it cannot. */
  check(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1. Each connection gets one of its own through the API
 * server to a ready pod of the Service; when the pod or the API server goes,
 * open connections break, and the next ones go to a pod that is ready then.
 * @throws access.portUnusable
 */
export async function forwardService(options: ForwardOptions): Promise<ServiceForward> {
  const dialer = createServiceDialer(options);
  const closing = new AbortController();
  const locals = new Set<Socket>();
  let watching = false;

  /** After a break, until a pod can be reached again: so that this is told without anybody asking. */
  async function watchForReturn(): Promise<void> {
    if (watching) return;
    watching = true;
    try {
      for (;;) {
        await sleep(retryPause, undefined, { signal: closing.signal });
        const dialed = await dialer.dialOnce(closing.signal).catch((thrown: unknown) => {
          if (isFinal(thrown)) throw thrown;
        });
        if (dialed === undefined) continue;
        dialed.stream.destroy();
        return;
      }
    } catch {
      // Closed, or told already.
    } finally {
      watching = false;
    }
  }

  async function serve(local: Socket): Promise<void> {
    const left = new AbortController();
    local.once('close', () => left.abort());
    try {
      const { stream, broke } = await dialer.dial(AbortSignal.any([left.signal, closing.signal]));
      const broken = await joinConnections(local, stream);
      if (broken === undefined || closing.signal.aborted) return;
      broke(broken);
    } catch {
      local.resetAndDestroy();
    }
    if (dialer.isInterrupted() && !closing.signal.aborted) void watchForReturn();
  }

  // A client that has said all may still be waiting for the answer.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (local) => {
    locals.add(local);
    local.on('error', () => local.destroy()).once('close', () => locals.delete(local));
    void serve(local);
  });
  const port = await listenOrElsewhere(server, options.port);
  return {
    port,
    check: async (signal = closing.signal) => void (await dialer.dialOnce(signal)).stream.destroy(),
    close: async () => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      locals.forEach((local) => local.destroy());
      await closed;
    },
  };
}

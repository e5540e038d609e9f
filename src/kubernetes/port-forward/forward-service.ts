import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../client.ts';
import { findReadyPod, type PodPort, type ServicePort } from './find-pod.ts';
import { forwardError, isFinal } from './forward-errors.ts';
import { joinConnections } from './join.ts';
import { listenOrElsewhere } from './listen.ts';

/** Whether connections reach the pod now. */
export type ForwardState =
  { readonly state: 'connected'; readonly pod: string } | { readonly state: 'interrupted'; readonly error: MlaError };

export interface ForwardOptions {
  readonly client: Pick<KubernetesClient, 'get' | 'list' | 'forwardPort'>;
  readonly target: ServicePort;
  /** Local port that is wanted; another one where it is taken. 0: any free one. */
  readonly port: number;
  /** Told when connections begin to reach the pod, another pod, or no longer any. */
  readonly onState?: (state: ForwardState) => void;
  /** Milliseconds that a local connection waits for a pod while none can be reached. Default 20 s. */
  readonly patience?: number;
}

/** A local port that leads to a Service of the cluster. */
export interface ServiceForward {
  readonly port: number;
  /** Opens and closes a connection to the pod. Rejects with the reason that it cannot. */
  check(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const defaultPatience = 20_000;
const retryPause = 500;

/**
 * Listens on 127.0.0.1. Each connection gets one of its own through the API
 * server to a ready pod of the Service; when the pod or the API server goes,
 * open connections break, and the next ones go to a pod that is ready then.
 * @throws access.portUnusable
 */
export async function forwardService(options: ForwardOptions): Promise<ServiceForward> {
  const { client, target, patience = defaultPatience } = options;
  const closing = new AbortController();
  const locals = new Set<Socket>();
  let last: ForwardState | undefined;
  let pod: PodPort | undefined;
  /** The pod that failed last: it can count as ready for a while after its node has gone. */
  let avoid: string | undefined;
  let watching = false;

  /** Tells changes only: the same again is no news. */
  function report(state: ForwardState): void {
    const isNews = last === undefined || textOf(state) !== textOf(last);
    last = state;
    if (isNews) options.onState?.(state);
  }

  /** Once. Forgets a pod that cannot be reached. */
  async function open(signal: AbortSignal): Promise<Duplex> {
    const tried = pod;
    try {
      pod ??= await findReadyPod(client, target, { signal, avoid });
      const stream = await client.forwardPort(pod, { signal });
      report({ state: 'connected', pod: pod.name });
      return stream;
    } catch (thrown) {
      signal.throwIfAborted();
      const error = forwardError(thrown, pod ?? { ...target, name: target.service });
      if (pod !== undefined && (tried === undefined || pod === tried)) {
        avoid = pod.name;
        pod = undefined;
      }
      report({ state: 'interrupted', error });
      throw error;
    }
  }

  async function openWithPatience(signal: AbortSignal): Promise<Duplex> {
    const deadline = Date.now() + patience;
    for (;;) {
      try {
        return await open(signal);
      } catch (thrown) {
        if (isFinal(thrown) || Date.now() + retryPause > deadline) throw thrown;
        await sleep(retryPause, undefined, { signal });
      }
    }
  }

  /** After a break, until a pod can be reached again: so that this is told without anybody asking. */
  async function watchForReturn(): Promise<void> {
    if (watching) return;
    watching = true;
    try {
      for (;;) {
        await sleep(retryPause, undefined, { signal: closing.signal });
        const stream = await open(closing.signal).catch((thrown: unknown) => {
          if (isFinal(thrown)) throw thrown;
        });
        if (stream === undefined) continue;
        stream.destroy();
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
      const stream = await openWithPatience(AbortSignal.any([left.signal, closing.signal]));
      const used = pod;
      const broken = await joinConnections(local, stream);
      if (broken === undefined || closing.signal.aborted) return;
      if (pod === used) {
        avoid = used?.name;
        pod = undefined;
      }
      report({ state: 'interrupted', error: forwardError(broken, used ?? { ...target, name: target.service }) });
    } catch {
      local.resetAndDestroy();
    }
    if (last?.state === 'interrupted' && !closing.signal.aborted) void watchForReturn();
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
    check: async (signal = closing.signal) => void (await open(signal)).destroy(),
    close: async () => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      locals.forEach((local) => local.destroy());
      await closed;
    },
  };
}

function textOf(state: ForwardState): string {
  return state.state === 'connected' ? state.pod : state.error.code;
}

import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../client.ts';
import { findReadyPod, type PodPort, type ServicePort } from './find-pod.ts';
import { forwardError, isFinal } from './forward-errors.ts';

/** Whether connections reach the pod now. */
export type ForwardState =
  { readonly state: 'connected'; readonly pod: string } | { readonly state: 'interrupted'; readonly error: MlaError };

export interface DialOptions {
  readonly client: Pick<KubernetesClient, 'get' | 'list' | 'forwardPort'>;
  readonly target: ServicePort;
  /** Told when connections begin to reach the pod, another pod, or no longer any. */
  readonly onState?: ((state: ForwardState) => void) | undefined;
  /** Milliseconds that `dial` waits for a pod while none can be reached. Default 20 s. */
  readonly patience?: number | undefined;
}

/** Connections to a Service of the cluster, each of its own through the API server to a ready pod. */
export interface ServiceDialer {
  /** Tries until a pod can be reached, as long as the patience lasts. Rejects with the last reason. */
  dial(signal: AbortSignal): Promise<Dialed>;
  /** Tries once. Forgets a pod that cannot be reached. */
  dialOnce(signal: AbortSignal): Promise<Dialed>;
  /** Whether the last thing that happened to a connection is that it broke or could not be made. */
  isInterrupted(): boolean;
}

export interface Dialed {
  readonly stream: Duplex;
  /** Tells that the connection broke: the next one looks for a pod again. */
  readonly broke: (error: Error) => void;
}

const defaultPatience = 20_000;

/** Milliseconds between two tries. */
export const retryPause = 500;

export function createServiceDialer(options: DialOptions): ServiceDialer {
  const { client, target, onState, patience = defaultPatience } = options;
  let last: ForwardState | undefined;
  let pod: PodPort | undefined;
  /** The pod that failed last: it can count as ready for a while after its node has gone. */
  let avoid: string | undefined;

  /** Tells changes only: the same again is no news. */
  function report(state: ForwardState): void {
    const isNews = last === undefined || textOf(state) !== textOf(last);
    last = state;
    if (isNews) onState?.(state);
  }

  function forget(failed: PodPort): void {
    if (pod !== failed) return;
    avoid = failed.name;
    pod = undefined;
  }

  async function dialOnce(signal: AbortSignal): Promise<Dialed> {
    const tried = pod;
    try {
      const used = (pod ??= await findReadyPod(client, target, { signal, avoid }));
      const stream = await client.forwardPort(used, { signal });
      report({ state: 'connected', pod: used.name });
      const broke = (error: Error): void => {
        forget(used);
        report({ state: 'interrupted', error: forwardError(error, used) });
      };
      return { stream, broke };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = forwardError(thrown, pod ?? { ...target, name: target.service });
      if (pod !== undefined && (tried === undefined || pod === tried)) forget(pod);
      report({ state: 'interrupted', error });
      throw error;
    }
  }

  return {
    dialOnce,
    async dial(signal) {
      const deadline = Date.now() + patience;
      for (;;) {
        try {
          return await dialOnce(signal);
        } catch (thrown) {
          if (isFinal(thrown) || Date.now() + retryPause > deadline) throw thrown;
          await sleep(retryPause, undefined, { signal });
        }
      }
    },
    isInterrupted: () => last?.state === 'interrupted',
  };
}

function textOf(state: ForwardState): string {
  return state.state === 'connected' ? state.pod : state.error.code;
}

import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { createServiceDialer } from '../../kubernetes/port-forward/dial-service.ts';
import { asSocket } from './as-socket.ts';

/** The gateway of one installation, through the API server of its cluster. */
export interface Upstream {
  /** Keeps connections for the next requests. */
  readonly agent: Agent;
  /** A connection of its own. */
  readonly dial: () => Promise<Duplex>;
}

export interface Upstreams {
  /** Uses the upstream of an installation until `done`. Rejects with why its cluster cannot be opened. */
  use(installation: string): Promise<{ readonly upstream: Upstream; readonly done: () => void }>;
  close(): Promise<void>;
}

export interface UpstreamOptions {
  /** A client for the installation's cluster. */
  readonly openClient: (installation: string) => Promise<KubernetesClient>;
  /** Milliseconds that a connection waits for a pod that is ready. */
  readonly patience?: number | undefined;
}

/** Milliseconds without a request after which the connections are closed. */
const idleLife = 5 * 60_000;
/** Each is a WebSocket at the API server. More requests wait for one of them. */
const mostSockets = 128;
const mostFreeSockets = 16;

interface Opened extends Upstream {
  readonly close: () => Promise<void>;
}

interface Entry {
  readonly opening: Promise<Opened>;
  users: number;
  /** No longer given to new users: the kubeconfig is read again for those. */
  retired: boolean;
  timer?: NodeJS.Timeout;
}

export function createUpstreams({ openClient, patience }: UpstreamOptions): Upstreams {
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();

  const end = (entry: Entry): void => {
    clearTimeout(entry.timer);
    const ending = entry.opening.then(
      (opened) => opened.close(),
      () => undefined,
    );
    closing.add(ending);
    void ending.finally(() => closing.delete(ending));
  };
  const retire = (installation: string, entry: Entry): void => {
    if (entries.get(installation) === entry) entries.delete(installation);
    if (entry.retired) return;
    entry.retired = true;
    if (entry.users === 0) end(entry);
  };
  const leave = (installation: string, entry: Entry): void => {
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entry.retired) end(entry);
    else entry.timer = setTimeout(() => retire(installation, entry), idleLife).unref();
  };
  const enter = (installation: string): Entry => {
    const known = entries.get(installation);
    if (known !== undefined) return known;
    const opening = openClient(installation).then((client) =>
      openUpstream(client, { patience, onFailure: () => retire(installation, entry) }),
    );
    const entry: Entry = { opening, users: 0, retired: false };
    entries.set(installation, entry);
    return entry;
  };

  return {
    async use(installation) {
      const entry = enter(installation);
      clearTimeout(entry.timer);
      entry.users += 1;
      const done = once(() => leave(installation, entry));
      try {
        return { upstream: await entry.opening, done };
      } catch (thrown) {
        retire(installation, entry);
        done();
        throw thrown;
      }
    },
    async close() {
      for (const [installation, entry] of entries) {
        retire(installation, entry);
        if (entry.users > 0) end(entry);
      }
      await Promise.all(closing);
    },
  };
}

/** `onFailure`: no connection could be made, so perhaps the kubeconfig has changed. */
function openUpstream(
  client: KubernetesClient,
  { patience, onFailure }: { readonly patience: number | undefined; readonly onFailure: () => void },
): Opened {
  const stopping = new AbortController();
  const dialer = createServiceDialer({ client, target: kubeflowGateway, patience });
  const dial = async (): Promise<Duplex> => {
    try {
      const { stream, broke } = await dialer.dial(stopping.signal);
      stream.once('error', broke);
      return asSocket(stream);
    } catch (thrown) {
      onFailure();
      throw thrown;
    }
  };
  const agent = new Agent({
    keepAlive: true,
    maxSockets: mostSockets,
    maxFreeSockets: mostFreeSockets,
    scheduling: 'lifo',
  });
  agent.createConnection = (_, connected) => {
    dial().then(
      (stream) => connected?.(null, stream),
      (thrown: unknown) =>
        connected?.(thrown instanceof Error ? thrown : new Error(String(thrown)), undefined as never),
    );
    return undefined;
  };
  return {
    agent,
    dial,
    close: async () => {
      stopping.abort();
      agent.destroy();
      await client.close();
    },
  };
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    action();
  };
}

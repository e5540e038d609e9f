import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { watchEnded } from '../../../kubernetes/api/watch.ts';
import { untilAnswered } from '../gates/until-answered.ts';
import type { InstallOptions } from '../install-options.ts';
import { ServerHealth } from './server-health.ts';

/** How long the same reason for broken watches is reported only once, in milliseconds: many break at the same time. */
const quietAfterReconnect = 10_000;

/** An install's connection to the API server: repeats requests until they are answered, and tracks broken watches. */
export class ServerConnection {
  readonly health = new ServerHealth();
  readonly #client: KubernetesClient;
  readonly #signal: AbortSignal;
  readonly #tell: InstallOptions['tell'];
  readonly #now: () => Date;
  #probing = false;
  #lastReconnect = { why: '', at: 0 };

  constructor(options: Pick<InstallOptions, 'client' | 'signal' | 'tell' | 'now'>) {
    this.#client = options.client;
    this.#signal = options.signal;
    this.#tell = options.tell;
    this.#now = options.now;
  }

  /** Repeats a request until the server answers. Throws permanent failures, and when the signal aborts. */
  async answered<T>(ask: () => Promise<T>): Promise<T> {
    const answer = await untilAnswered(ask, {
      signal: this.#signal,
      onFailure: (error) => this.health.failed(error),
    });
    this.health.answered();
    return answer;
  }

  /** A watch broke and was reopened. Unless that was a normal end, the server counts as unreachable until it answers a request. */
  async reconnected(why: string): Promise<void> {
    const probe = why === watchEnded ? undefined : this.#probe(why);
    const now = this.#now().getTime();
    if (why !== this.#lastReconnect.why || now - this.#lastReconnect.at >= quietAfterReconnect) {
      this.#lastReconnect = { why, at: now };
      this.#tell({ type: 'reconnected', why });
    }
    await probe;
  }

  async #probe(why: string): Promise<void> {
    if (this.#probing) return;
    this.#probing = true;
    this.health.broke(why);
    try {
      await this.answered(() => this.#client.version({ signal: this.#signal }));
    } finally {
      this.#probing = false;
    }
  }
}

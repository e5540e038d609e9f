import { setTimeout as wait } from 'node:timers/promises';
import { MlaError, toMlaError } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { kubernetesCodes as codes } from '../../kubernetes/error-codes.ts';
import { keyText } from '../../kubernetes/object.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import type { InstallNews } from './news.ts';
import type { Schedule } from './schedule.ts';
import { SendWindow } from './send-window.ts';

/** Milliseconds before an object that was refused is tried again: doubled each time up to the second number. */
const retryWaits = { first: 500, longest: 10_000 };

/** Refusals that no waiting mends: the object or the rights are wrong. */
const permanent: ReadonlySet<ErrorCode> = new Set([codes.unauthorized, codes.forbidden, codes.invalid, codes.badRequest, codes.tooLarge, codes.notAllowed]);

/** Refusals that may go away: what is missing comes, a webhook or a quota changes its mind. */
const temporary: ReadonlySet<ErrorCode> = new Set([
  codes.notFound,
  codes.namespaceMissing,
  codes.kindUnknown,
  codes.conflict,
  codes.alreadyExists,
  codes.deniedByWebhook,
  codes.webhookUnreachable,
  codes.quotaExceeded,
  codes.podSecurity,
  codes.namespaceTerminating,
]);

/**
 * Sends what the schedule allows, many at once, each object until the server
 * has it. Call `pump` whenever something may have become sendable.
 */
export class ObjectSender {
  readonly #client: KubernetesClient;
  readonly #plan: Plan;
  readonly #schedule: Schedule;
  readonly #signal: AbortSignal;
  readonly #tell: (news: InstallNews) => void;
  readonly #onAcknowledged: (position: number) => void;
  readonly #onPermanentFailure: (error: MlaError) => void;
  readonly #window = new SendWindow({ start: 16, largest: 32 });
  readonly #refusals = new Map<number, { count: number; why: string }>();
  rejected = 0;

  constructor(options: {
    client: KubernetesClient;
    plan: Plan;
    schedule: Schedule;
    signal: AbortSignal;
    tell: (news: InstallNews) => void;
    onAcknowledged: (position: number) => void;
    onPermanentFailure: (error: MlaError) => void;
  }) {
    this.#client = options.client;
    this.#plan = options.plan;
    this.#schedule = options.schedule;
    this.#signal = options.signal;
    this.#tell = options.tell;
    this.#onAcknowledged = options.onAcknowledged;
    this.#onPermanentFailure = options.onPermanentFailure;
  }

  pump(): void {
    while (!this.#signal.aborted && this.#window.hasRoom) {
      const position = this.#schedule.next();
      const object = position === undefined ? undefined : this.#plan.objects[position];
      if (position === undefined || object === undefined) return;
      this.#window.enter();
      void this.#send(position, object);
    }
  }

  /** Why an object is being tried again, when it is. */
  refusal(position: number): string | undefined {
    return this.#refusals.get(position)?.why;
  }

  async #send(position: number, object: PlannedObject): Promise<void> {
    const about = { object: keyText(object.key), component: object.component };
    try {
      const { created } = await this.#client.apply({
        key: object.key,
        type: object.type,
        body: object.body,
        signal: this.#signal,
        onRetry: (failure) => this.#noteRetry(about, failure),
      });
      this.#window.leave();
      this.#refusals.delete(position);
      this.#tell({ type: 'object-applied', ...about, created });
      this.#schedule.acknowledge(position);
      this.#onAcknowledged(position);
    } catch (thrown) {
      this.#window.leave();
      await this.#handleFailure(position, about, toMlaError(thrown));
    }
    this.pump();
  }

  #noteRetry(about: { object: string; component: string }, failure: Error): void {
    if (failure instanceof MlaError && failure.code === codes.tooBusy) this.#window.shrink();
    if (isRefusal(failure)) this.#reject(about, failure.message);
    else this.#tell({ type: 'object-resent', ...about, why: failure.message });
  }

  #reject(about: { object: string; component: string }, why: string): void {
    this.rejected += 1;
    this.#tell({ type: 'object-rejected', ...about, why });
  }

  async #handleFailure(position: number, about: { object: string; component: string }, error: MlaError): Promise<void> {
    if (this.#signal.aborted) return;
    if (isRefusal(error)) this.#reject(about, error.message);
    else this.#tell({ type: 'object-resent', ...about, why: error.message });
    if (permanent.has(error.code)) {
      this.#onPermanentFailure(error);
      return;
    }
    const count = (this.#refusals.get(position)?.count ?? 0) + 1;
    this.#refusals.set(position, { count, why: error.message });
    const longest = Math.min(retryWaits.longest, retryWaits.first * 2 ** (count - 1));
    await wait(longest / 2 + (Math.random() * longest) / 2, undefined, { signal: this.#signal }).catch(() => undefined);
    this.#schedule.giveBack(position);
  }
}

/** The server looked at the object and said no, in contrast to being busy or out of reach. */
function isRefusal(failure: Error): boolean {
  return failure instanceof MlaError && (permanent.has(failure.code) || temporary.has(failure.code));
}

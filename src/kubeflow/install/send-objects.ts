import { setTimeout as wait } from 'node:timers/promises';
import { toMlaError, type MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import { watchHeals } from '../../kubernetes/http/retry-rules.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import type { InstallNews } from './install-events.ts';
import { isRefusal, passingRefusals } from './refusals.ts';
import { SentDefinitions } from './sent-definitions.ts';
import { RepeatedFailures } from './failures/repeated-failures.ts';
import type { Schedule } from './schedule.ts';
import { SendWindow } from './send-window.ts';

/** The delay before a rejected object is retried, in milliseconds: doubled each time up to the second number. */
const retryWaits = { first: 500, longest: 10_000 };

interface SendFailure {
  /** How often sending was interrupted. */
  count: number;
  error: MlaError;
}

/** An object that was sent but that the server has not accepted yet. */
export interface SendTrouble {
  readonly position: number;
  /** How the last attempt failed; undefined when there is no answer at all yet. */
  readonly error: MlaError | undefined;
  /** Whether the server rejected the object itself, rather than being busy or unreachable. */
  readonly refused: boolean;
  /** How often it was rejected for the same reason. */
  readonly times?: number;
}

/** How long a request may take before the install reports it, in milliseconds. */
const unansweredAfter = 5000;

/**
 * Sends what the schedule allows, many at once, and retries each object until
 * the server has it. Call `pump` whenever something may have become sendable.
 */
export class ObjectSender {
  readonly #client: KubernetesClient;
  readonly #plan: Plan;
  readonly #schedule: Schedule;
  readonly #signal: AbortSignal;
  readonly #tell: (news: InstallNews) => void;
  readonly #prepare: (planned: PlannedObject) => Promise<void>;
  readonly #onAcknowledged: (position: number, generation: number) => void;
  readonly #onPermanentFailure: (error: MlaError) => void;
  readonly #window = new SendWindow({ start: 16, largest: 32 });
  readonly #underWay = new Map<number, number>();
  readonly #failures = new Map<number, SendFailure>();
  readonly #repeated = new RepeatedFailures();
  readonly #definitions = new SentDefinitions();
  /** When the server last answered, accepting or rejecting, in milliseconds since 1970. */
  #lastAnswer = 0;
  /** How often the server rejected an object. */
  rejected = 0;

  constructor(options: {
    client: KubernetesClient;
    plan: Plan;
    schedule: Schedule;
    signal: AbortSignal;
    tell: (news: InstallNews) => void;
    /** Done before each object is sent. */
    prepare?: ((planned: PlannedObject) => Promise<void>) | undefined;
    onAcknowledged: (position: number, generation: number) => void;
    onPermanentFailure: (error: MlaError) => void;
  }) {
    this.#client = options.client;
    this.#plan = options.plan;
    this.#schedule = options.schedule;
    this.#signal = options.signal;
    this.#tell = options.tell;
    this.#prepare = options.prepare ?? (() => Promise.resolve());
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

  /** Objects that were sent and are not in the cluster, with why. */
  troubles(): SendTrouble[] {
    const failed = [...this.#failures].map(([position, { error }]) => ({
      position,
      error,
      refused: isRefusal(error),
      times: this.#repeated.refusals(position),
    }));
    // A single slow request says nothing about a server that answers others.
    const unanswered = [...this.#underWay]
      .filter(
        ([position, since]) =>
          !this.#failures.has(position) && Date.now() - Math.max(since, this.#lastAnswer) > unansweredAfter,
      )
      .map(([position]) => ({ position, error: undefined, refused: false }));
    return [...failed, ...unanswered];
  }

  async #send(position: number, object: PlannedObject): Promise<void> {
    const about = aboutOf(object);
    this.#underWay.set(position, Date.now());
    const outcome = await this.#prepare(object)
      .then(() =>
        this.#client.apply({
          key: object.key,
          type: object.type,
          body: object.body,
          signal: this.#signal,
          onRetry: (failure) => this.#noteRetry(position, about, failure),
        }),
      )
      .then(({ created, metadata }) => ({ created, generation: metadata.generation ?? 0 }), toMlaError);
    this.#underWay.delete(position);
    if ('created' in outcome || isRefusal(outcome)) this.#lastAnswer = Date.now();
    if ('created' in outcome) {
      this.#window.leave({ answered: true });
      this.#failures.delete(position);
      this.#repeated.forget(position);
      this.#tell({ type: 'object-applied', ...about, created: outcome.created });
      this.#definitions.sent(object);
      this.#schedule.acknowledge(position);
      this.#onAcknowledged(position, outcome.generation);
    } else {
      this.#window.leave({ answered: false });
      await this.#handleFailure(position, object, outcome);
    }
    this.pump();
  }

  #noteRetry(position: number, about: About, failure: Error): void {
    const error = toMlaError(failure);
    if (error.key === 'kubernetes.tooBusy') this.#window.shrink();
    this.#note(position, about, { count: this.#failures.get(position)?.count ?? 0, error });
  }

  #note(position: number, about: About, failure: SendFailure): void {
    this.#failures.set(position, failure);
    const refused = isRefusal(failure.error);
    if (refused) this.rejected += 1;
    const times = refused ? this.#repeated.refused(position, failure.error) : this.#repeated.unanswered(failure.error);
    if (times !== undefined)
      this.#tell({ type: refused ? 'object-rejected' : 'object-resent', ...about, why: failure.error.message, times });
  }

  async #handleFailure(position: number, object: PlannedObject, error: MlaError): Promise<void> {
    if (this.#signal.aborted) return;
    const about = aboutOf(object);
    const count = (this.#failures.get(position)?.count ?? 0) + 1;
    this.#note(position, about, { count, error });
    const passes =
      passingRefusals.has(error.key) || watchHeals(error.key) || this.#definitions.isCatchingUp(object.type, error);
    if (!passes) {
      this.#onPermanentFailure(error);
      return;
    }
    const longest = Math.min(retryWaits.longest, retryWaits.first * 2 ** (count - 1));
    await wait(longest / 2 + (Math.random() * longest) / 2, undefined, { signal: this.#signal }).catch(() => undefined);
    this.#schedule.giveBack(position);
  }
}

function aboutOf({ key, component }: PlannedObject): About {
  return { object: keyText(key), component };
}

interface About {
  readonly object: string;
  readonly component: string;
}

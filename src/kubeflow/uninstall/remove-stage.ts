import { setTimeout as pause } from 'node:timers/promises';
import type { WaitView } from '../../api/run.ts';
import { isError, MlaError, toMlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { watchHeals } from '../../kubernetes/http/retry-rules.ts';
import type { ObjectMetadata, ResourceType } from '../../kubernetes/objects/object.ts';
import { kindName } from '../present/read-present.ts';
import { beingDeleted, explainWaiting } from './explain-waiting.ts';
import { sayPresent } from './judge/find-traces.ts';
import type { RemovalNews } from './removal-news.ts';
import type { RemovedObject, Stage } from './removal.ts';

/** How long a removal waits, in milliseconds. */
export interface RemovalLimits {
  /** Without anything being removed, before the run ends with the reason. */
  readonly quiet: number;
  /** Before a wait is told. */
  readonly telling: number;
}

export const defaultRemovalLimits: RemovalLimits = { quiet: 180_000, telling: 3000 };

export interface StageRequest {
  readonly client: KubernetesClient;
  /** The command that continues where a stuck run stopped. */
  readonly again: string;
  readonly stage: Stage;
  readonly objects: readonly RemovedObject[];
  readonly limits: RemovalLimits;
  readonly now: () => Date;
  readonly tell: (news: RemovalNews) => void;
  /** Asked at each look: takes the finalizers of objects that a person named. Returns whether it took some. */
  readonly takeFinalizers: () => Promise<boolean>;
  /** A webhook refuses because it does not answer. Returns whether its configuration went. */
  readonly removeWebhook: (refusal: MlaError) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** Refusals that something in the cluster can end. */
const passingRefusals: ReadonlySet<ErrorKey> = new Set([
  'kubernetes.webhookUnreachable',
  'kubernetes.deniedByWebhook',
  'kubernetes.deniedByPolicy',
  'kubernetes.conversionUnreachable',
]);

/** Answers to a list of a kind that is gone. */
const kindGone: ReadonlySet<ErrorKey> = new Set([
  'kubernetes.kindUnknown',
  'kubernetes.notFound',
  'kubernetes.notAllowed',
]);

/** Whether waiting can help: something in the cluster refuses, or the server does not answer as it should. Any other failure ends the run. */
function passes({ key }: MlaError): boolean {
  return passingRefusals.has(key) || watchHeals(key);
}

/** How many deletions are under way at once. */
const window = 16;

/** Deletes the objects of a stage and waits until they are gone. Throws `uninstall.stuck` when nothing moves any more. */
export async function removeStage(request: StageRequest): Promise<void> {
  await new StageRemoval(request).run();
}

interface Pending {
  readonly object: RemovedObject;
  readonly since: Date;
  found: ObjectMetadata;
  refusal?: MlaError | undefined;
  /** Why the last look could not tell whether it is still there. */
  unseen?: MlaError | undefined;
}

class StageRemoval {
  readonly #request: StageRequest;
  readonly #pending: Map<string, Pending>;
  #lastProgress: number;
  #told = '[]';

  constructor(request: StageRequest) {
    this.#request = request;
    const since = request.now();
    this.#lastProgress = since.getTime();
    this.#pending = new Map(
      request.objects.map((object) => [uidOf(object.metadata), { object, since, found: object.metadata }]),
    );
  }

  async run(): Promise<void> {
    const { signal, takeFinalizers } = this.#request;
    for (let wait = 50; ; wait = Math.min(1000, wait * 2)) {
      signal.throwIfAborted();
      await this.#deleteAll();
      const before = this.#pending.size;
      await this.#look();
      if (await this.#unlessPassing(takeFinalizers, () => false)) this.#noteProgress();
      if (this.#pending.size < before) this.#noteProgress();
      if (this.#pending.size === 0) break;
      await this.#tellWaits();
      await pause(wait, undefined, { signal });
    }
    this.#tell([]);
  }

  async #deleteAll(): Promise<void> {
    const waiting = [...this.#pending.values()].filter(
      ({ object, found }) => object.follows !== true && found.deletionTimestamp === undefined,
    );
    const next = waiting.values();
    await Promise.all(
      Array.from({ length: window }, async () => {
        for (const one of next) await this.#delete(one);
      }),
    );
  }

  async #delete(one: Pending): Promise<void> {
    const { client, signal, removeWebhook } = this.#request;
    const { type, metadata } = one.object;
    const { name, namespace } = metadata;
    try {
      await client.delete(type, { name, ...(namespace !== undefined && { namespace }) }, { signal });
      one.refusal = undefined;
    } catch (thrown) {
      signal.throwIfAborted();
      const refusal = toMlaError(thrown);
      if (kindGone.has(refusal.key)) return;
      if (!passes(refusal)) throw refusal;
      one.refusal = refusal;
      if (!isError(refusal, 'kubernetes.webhookUnreachable')) return;
      if (
        await this.#unlessPassing(
          async () => removeWebhook(refusal),
          () => false,
        )
      )
        this.#noteProgress();
    }
  }

  /** What is still there, by one list for each kind. */
  async #look(): Promise<void> {
    const byKind = Map.groupBy(this.#pending.values(), ({ object }) => kindName(object.type));
    await Promise.all(
      [...byKind.values()].map(async (pending) => {
        const [first] = pending;
        const found = first && (await this.#list(first.object.type, pending));
        if (found === undefined) return;
        for (const one of pending) {
          const metadata = found.get(uidOf(one.object.metadata));
          one.unseen = undefined;
          if (metadata === undefined) this.#gone(one);
          else one.found = metadata;
        }
      }),
    );
  }

  /** Undefined where the kind cannot be listed now. */
  async #list(type: ResourceType, pending: readonly Pending[]): Promise<Map<string, ObjectMetadata> | undefined> {
    const { client, signal } = this.#request;
    try {
      const all = await client.listMetadata(type, { signal });
      return new Map(all.map((metadata) => [uidOf(metadata), metadata]));
    } catch (thrown) {
      signal.throwIfAborted();
      const problem = toMlaError(thrown);
      if (kindGone.has(problem.key)) return new Map();
      if (!passes(problem)) throw problem;
      for (const one of pending) one.unseen = problem;
      return undefined;
    }
  }

  /** A failure that can pass is an answer too: the next look asks again. */
  async #unlessPassing<T, F>(ask: () => Promise<T>, otherwise: (problem: MlaError) => F): Promise<T | F> {
    try {
      return await ask();
    } catch (thrown) {
      this.#request.signal.throwIfAborted();
      const problem = toMlaError(thrown);
      if (!passes(problem)) throw problem;
      return otherwise(problem);
    }
  }

  #gone({ object }: Pending): void {
    this.#pending.delete(uidOf(object.metadata));
    this.#request.tell({ type: 'removed', object: sayPresent(object), stage: this.#request.stage });
  }

  #noteProgress(): void {
    this.#lastProgress = this.#request.now().getTime();
  }

  async #tellWaits(): Promise<void> {
    const { limits, now } = this.#request;
    const at = now().getTime();
    const late = [...this.#pending.values()].filter(({ since }) => at - since.getTime() >= limits.telling);
    const explained = late.slice(0, mostTold).map(async (one) => ({
      what: sayPresent(one.object),
      reason: 'objects' as const,
      since: one.since.toISOString(),
      why: await this.#explain(one),
      severity: 'warning' as const,
    }));
    const waits = await Promise.all(explained);
    this.#tell(waits);
    if (waits.length > 0 && at - this.#lastProgress >= limits.quiet) throw this.#stuck(waits);
  }

  async #explain({ object, found, refusal, unseen }: Pending): Promise<string> {
    const { client, signal } = this.#request;
    if (unseen !== undefined) return unseen.message;
    return this.#unlessPassing(
      () => explainWaiting({ client, object, found, refusal, signal }),
      ({ message }) => message,
    );
  }

  #tell(waits: WaitView[]): void {
    const text = JSON.stringify(waits);
    if (text === this.#told) return;
    this.#told = text;
    this.#request.tell({ type: 'waits', waits });
  }

  #stuck(explained: readonly WaitView[]): MlaError {
    // What only takes its time comes last.
    const waits = explained.toSorted(
      (one, other) => Number(one.why === beingDeleted) - Number(other.why === beingDeleted),
    );
    const names = waits.slice(0, 3).map(({ what }) => what);
    const more = this.#pending.size - names.length;
    const held = [...this.#pending.values()].filter(
      ({ found: { finalizers = [] }, unseen }) => unseen === undefined && finalizers.length > 0,
    );
    return new MlaError('uninstall.stuck', {
      objects: `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
      why: waits[0]?.why ?? '',
      fix: this.#fix(held.map(({ object }) => sayPresent(object))),
    });
  }

  #fix(held: readonly string[]): string {
    const { again } = this.#request;
    if (held.length === 0)
      return `Fix what the message names. Then run \`${again}\` again: it continues where it stopped.`;
    const flags = held.slice(0, 3).map((name) => `--remove-finalizers "${name}"`);
    return `Start the program that the finalizer belongs to, and run \`${again}\` again. If it never comes back: \`${again} ${flags.join(' ')}\` deletes the object without its cleanup, and the run records it.`;
  }
}

/** How many waits are explained at once: each can take a request. */
const mostTold = 20;

function uidOf({ uid = '' }: ObjectMetadata): string {
  return uid;
}

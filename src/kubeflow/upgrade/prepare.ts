import { setTimeout as pause } from 'node:timers/promises';
import { MlaError, toMlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { keyText, type KubernetesObject, type ObjectKey, type ResourceType } from '../../kubernetes/objects/object.ts';
import { isSchemaRefusal } from '../install/sent-definitions.ts';
import { hashAnnotation } from '../plan/marks.ts';
import type { PlannedObject } from '../plan/plan.ts';
import { handOver } from './hand-over.ts';
import { isQuiesced, starting, stopping } from './quiesced.ts';
import type { Preparation, UpgradeWork } from './work.ts';

/** What was done right before an object was sent. */
export interface PreparationNews {
  readonly type: 'prepared';
  readonly verb: Preparation['verb'] | 'restart';
  /** What it was done to. */
  readonly object: string;
  /** The object that is sent then. */
  readonly before: string;
  readonly component: string;
}

interface Parts {
  readonly client: KubernetesClient;
  readonly work: Pick<UpgradeWork, 'before' | 'changedKinds'>;
  readonly signal: AbortSignal;
  readonly tell: (news: PreparationNews) => void;
}

/** How long the cluster may take, in milliseconds. A pod gets 30 s to end where it does not say another time. */
const patience = { definition: 60_000, deletion: 60_000, pods: 180_000, look: 200 };

/** Does what an upgrade needs right before it sends an object, and takes back what an interrupted upgrade must not leave. */
export class Preparer {
  readonly #parts: Parts;
  /** Deletions that are followed by making the object again: never left in between. */
  readonly #pairs = new Set<Promise<void>>();
  /** The last hand-over of each VirtualService that goes, by `keyText`. */
  readonly #handingOver = new Map<string, Promise<void>>();
  /** Programs that stopped, by the successor for which they did. */
  readonly #stopped = new Map<string, { readonly planned: PlannedObject; readonly old: Preparation }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Everything that must be done before this object is sent. Does nothing where it is done already. */
  async prepare(planned: PlannedObject): Promise<void> {
    const { before, changedKinds } = this.#parts.work;
    if (changedKinds.has(`${planned.type.kind}.${planned.type.group}`)) await this.#untilKnown(planned);
    for (const preparation of before.get(keyText(planned.key)) ?? []) await this.#do(preparation, planned);
  }

  /** Waits while the API server knows only the old definition of a kind, by which this object is wrong. All else it says to the object it says again when the object is sent. */
  async #untilKnown({ key, type, body }: PlannedObject): Promise<void> {
    const { client, signal } = this.#parts;
    const end = performance.now() + patience.definition;
    while (performance.now() < end) {
      const error = await client.dryRun({ key, type, body, force: true, signal }).then(() => undefined, toMlaError);
      if (error === undefined || !isSchemaRefusal(error)) return;
      await pause(patience.look, undefined, { signal });
    }
  }

  /** The server has an object: its predecessor stays stopped. */
  applied(object: string): void {
    this.#stopped.delete(object);
  }

  /** Finishes what must not be left half done, and starts programs again whose successors were not sent. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#pairs);
    for (const [object, { old, planned }] of this.#stopped) {
      const restarted = await this.#wake(old, AbortSignal.timeout(patience.deletion)).catch(() => false);
      if (restarted) this.#tell('restart', { object: keyText(old.key), before: object, component: planned.component });
    }
    this.#stopped.clear();
  }

  async #do(preparation: Preparation, planned: PlannedObject): Promise<void> {
    const { signal } = this.#parts;
    switch (preparation.verb) {
      case 'quiesce':
        return this.#quiesce(preparation, planned);
      case 'wake':
        if (await this.#wake(preparation, signal)) this.#told(preparation, planned);
        return;
      case 'hand-over':
        return this.#inOneGo(this.#handOver(preparation, planned));
      case 'recreate':
        return this.#inOneGo(this.#replace(preparation, planned));
    }
  }

  /** A cancelled upgrade waits for it: between the deletion and the new object there is none. */
  async #inOneGo(pair: Promise<void>): Promise<void> {
    this.#pairs.add(pair);
    try {
      await pair;
    } finally {
      this.#pairs.delete(pair);
    }
  }

  /** Paths of one VirtualService pass one after the other: each changes what the ones before left of it. */
  async #handOver(preparation: Preparation, planned: PlannedObject): Promise<void> {
    const { client, signal } = this.#parts;
    const old = keyText(preparation.key);
    const turn = (this.#handingOver.get(old) ?? Promise.resolve()).then(async () => {
      signal.throwIfAborted();
      const own = AbortSignal.timeout(patience.deletion * 2);
      if (await handOver({ client, old: preparation, planned, signal: own })) this.#told(preparation, planned);
    });
    this.#handingOver.set(
      old,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async #replace(preparation: Preparation, planned: PlannedObject): Promise<void> {
    const { client, signal } = this.#parts;
    const { type, key } = preparation;
    signal.throwIfAborted();
    const own = AbortSignal.timeout(patience.deletion * 2);
    const there = await client.get(type, key, { signal: own });
    if (there === undefined) return;
    // An earlier attempt has made it again.
    if (there.metadata.annotations?.[hashAnnotation] === planned.hash) return;
    await client.delete(type, key, { signal: own });
    await this.#untilGone({ type, key, uid: there.metadata.uid, signal: own });
    await client.apply({ key: planned.key, type: planned.type, body: planned.body, signal: own });
    this.#told(preparation, planned);
  }

  async #untilGone(wanted: {
    readonly type: ResourceType;
    readonly key: ObjectKey;
    readonly uid: string | undefined;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { type, key, uid, signal } = wanted;
    const end = performance.now() + patience.deletion;
    for (;;) {
      const object = await this.#parts.client.get(type, key, { signal });
      if (object === undefined || object.metadata.uid !== uid) return;
      if (performance.now() > end)
        throw new MlaError('upgrade.notDeleted', {
          object: keyText(key),
          seconds: patience.deletion / 1000,
          why: sayHeld(object),
        });
      await pause(patience.look, undefined, { signal });
    }
  }

  /** Stops a program, remembers on it what it was, and waits until its pods are gone. */
  async #quiesce(preparation: Preparation, planned: PlannedObject): Promise<void> {
    const { client, signal } = this.#parts;
    const { type, key } = preparation;
    const object = await client.get<Program>(type, key, { signal });
    if (object === undefined) return;
    this.#stopped.set(keyText(planned.key), { planned, old: preparation });
    if (!isQuiesced(object.metadata)) {
      await client.mergePatch(type, key, stopping(object), { signal });
      this.#told(preparation, planned);
    }
    await this.#untilWithoutPods(object, key);
  }

  async #untilWithoutPods({ spec }: Program, key: ObjectKey): Promise<void> {
    const { client, signal } = this.#parts;
    const { namespace = '' } = key;
    const labels = Object.entries(spec?.selector?.matchLabels ?? {});
    const labelSelector = labels.map(([name, value]) => `${name}=${value}`).join(',');
    const end = performance.now() + patience.pods;
    for (;;) {
      const pods = await client.listMetadata(builtInTypes.pod, { namespace, labelSelector, signal });
      if (pods.length === 0 || labelSelector === '') return;
      if (performance.now() > end)
        throw new MlaError('upgrade.stillRunning', {
          object: keyText(key),
          seconds: patience.pods / 1000,
          pods: pods.map(({ name }) => name).join(', '),
          pod: pods[0]?.name ?? '',
          namespace,
        });
      await pause(patience.look, undefined, { signal });
    }
  }

  /** Starts a stopped program as it was. False where it is gone or runs. */
  async #wake({ type, key }: Pick<Preparation, 'type' | 'key'>, signal: AbortSignal): Promise<boolean> {
    const { client } = this.#parts;
    const object = await client.get<KubernetesObject>(type, key, { signal });
    const patch = object && starting(object);
    if (patch === undefined) return false;
    await client.mergePatch(type, key, patch, { signal });
    return true;
  }

  #told({ verb, key }: Preparation, planned: PlannedObject): void {
    this.#tell(verb, { object: keyText(key), before: keyText(planned.key), component: planned.component });
  }

  #tell(verb: PreparationNews['verb'], about: Pick<PreparationNews, 'object' | 'before' | 'component'>): void {
    this.#parts.tell({ type: 'prepared', verb, ...about });
  }
}

interface Program extends KubernetesObject {
  spec?: { replicas?: number; selector?: { matchLabels?: Readonly<Record<string, string>> } };
}

/** What keeps a deleted object, as the cluster says it. */
export function sayHeld({ metadata }: KubernetesObject): string {
  const { finalizers = [] } = metadata;
  return finalizers.length === 0 ? 'the server still has it' : `finalizers ${finalizers.join(', ')}`;
}

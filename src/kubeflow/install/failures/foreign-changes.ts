import type { ForeignChange } from '../../../api/drift.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { keyText, type KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { changeOf } from '../../drift/change-of-object.ts';
import { findChanges } from '../../drift/find-changes.ts';
import type { Plan } from '../../plan/plan.ts';
import { type Listed, listPlanned, unchangedIn } from '../find-unchanged.ts';

interface Parts {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly installation: string;
  /** Objects (by `keyText`) that an earlier run has sent. */
  readonly sentBefore: ReadonlySet<string>;
  /** Send again what others have changed. */
  readonly repair: boolean;
  readonly signal: AbortSignal;
  /** Receives everything known, each time that it changes. */
  readonly tell: (changes: readonly ForeignChange[]) => void;
}

/** Tracks changes by others to an installation: before an install, during it, and at its end. */
export class ForeignChanges {
  readonly #parts: Parts;
  readonly #changes = new Map<number, ForeignChange>();
  readonly #sent = new Set<number>();
  #foreign: ReadonlySet<number> = new Set();
  #told = '[]';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Checks before anything is sent, except objects that belong to others. `keep` lists those that stay unchanged. */
  async begin(
    foreign: ReadonlySet<number> = new Set(),
  ): Promise<{ readonly keep: ReadonlySet<number>; readonly listed: Listed }> {
    const { client, plan, sentBefore, repair, signal } = this.#parts;
    this.#foreign = foreign;
    const listed = await listPlanned(this.#parts);
    for (const [position, change] of await findChanges({ client, plan, listed, sentBefore, signal }))
      this.#changes.set(position, change);
    this.#tell();
    const unchanged = unchangedIn(listed, plan);
    return {
      keep: repair ? new Set([...unchanged].filter((position) => !this.#changes.has(position))) : unchanged,
      listed,
    };
  }

  /** The server accepted an object of this run. */
  sent(position: number): void {
    this.#sent.add(position);
  }

  /** Someone wrote to an object after us: checks whether that changes what we sent. */
  async lookAt(position: number): Promise<void> {
    const { client, plan, signal } = this.#parts;
    const planned = plan.objects[position];
    const object = planned && (await client.get<KubernetesObject>(planned.type, planned.key, { signal }));
    const change = object && changeOf({ planned, object, plan, asSent: true });
    if (change === undefined) return;
    this.#changes.set(position, change);
    this.#tell();
  }

  /** Checks everything again after all is sent, and returns what is known. */
  async end(): Promise<readonly ForeignChange[]> {
    const { client, plan, signal } = this.#parts;
    const listed = await listPlanned(this.#parts);
    const left = await findChanges({ client, plan, listed, sentBefore: this.#expected(), signal });
    for (const [position, change] of this.#changes) {
      if (left.has(position)) continue;
      if (this.#sent.has(position)) this.#changes.set(position, { ...change, repaired: true });
      else this.#changes.delete(position);
    }
    for (const [position, change] of left) this.#changes.set(position, change);
    this.#tell();
    return this.#all();
  }

  /** At this point the whole plan must exist, except objects that belong to others. */
  #expected(): ReadonlySet<string> {
    return new Set(
      this.#parts.plan.objects
        .filter((_object, position) => !this.#foreign.has(position))
        .map(({ key }) => keyText(key)),
    );
  }

  #all(): readonly ForeignChange[] {
    return [...this.#changes].sort(([one], [other]) => one - other).map(([, change]) => change);
  }

  #tell(): void {
    const all = this.#all();
    const text = JSON.stringify(all);
    if (text === this.#told) return;
    this.#told = text;
    this.#parts.tell(all);
  }
}

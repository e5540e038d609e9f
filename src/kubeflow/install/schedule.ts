import type { Plan } from '../plan/plan.ts';

type ObjectState = 'blocked' | 'sendable' | 'sending' | 'done';

/**
 * Which objects of a plan may be sent now. Pure bookkeeping: told what was
 * acknowledged and which gates are open, it answers with positions in
 * `plan.objects`, the most urgent first.
 */
export class Schedule {
  readonly #plan: Plan;
  readonly #states: ObjectState[];
  /** Per object: how many acknowledgements and gates are still missing. */
  readonly #missing: number[];
  readonly #waitingForObject = new Map<number, number[]>();
  readonly #waitingForGate = new Map<string, number[]>();
  readonly #openGates = new Set<string>();
  /** Sendable positions, least urgent first, so that `pop` takes the most urgent. */
  #sendable: number[] = [];
  #done = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#states = plan.objects.map(() => 'blocked');
    this.#missing = plan.objects.map((object) => object.after.length + object.gates.length);
    plan.objects.forEach((object, position) => {
      for (const before of object.after) append(this.#waitingForObject, before, position);
      for (const gate of object.gates) append(this.#waitingForGate, gate, position);
    });
    this.#missing.forEach((missing, position) => {
      if (missing === 0) this.#release(position);
    });
  }

  /** The most urgent object that may be sent; it counts as being sent from now on. */
  next(): number | undefined {
    for (;;) {
      const position = this.#sendable.pop();
      if (position === undefined) return undefined;
      // Skips an object that was found in the cluster meanwhile, or whose requirements are gone.
      if (this.#states[position] !== 'sendable') continue;
      this.#states[position] = 'sending';
      return position;
    }
  }

  /** An object that failed to send can be retried later; one that was found in the cluster meanwhile is done. */
  giveBack(position: number): void {
    if (this.#states[position] !== 'sending') return;
    if (this.#missing[position] === 0) this.#release(position);
    else this.#states[position] = 'blocked';
  }

  /**
   * The server has lost these objects: they are sent again, and what waits for
   * them, or for a gate that they open, waits again. Gates in `closing` close too.
   */
  takeBack(positions: readonly number[], closing: readonly string[] = []): void {
    const lost = new Set(positions.filter((position) => this.#states[position] === 'done'));
    for (const position of lost) this.#states[position] = 'blocked';
    this.#done -= lost.size;
    for (const { id, openers } of this.#plan.gates)
      if (closing.includes(id) || openers.some((opener) => lost.has(opener))) this.#openGates.delete(id);
    this.#plan.objects.forEach(({ after, gates }, position) => {
      const missing =
        after.filter((before) => this.#states[before] !== 'done').length +
        gates.filter((gate) => !this.#openGates.has(gate)).length;
      this.#missing[position] = missing;
      if (this.#states[position] === 'sendable' && missing > 0) this.#states[position] = 'blocked';
      if (this.#states[position] === 'blocked' && missing === 0) this.#release(position);
    });
  }

  /** The server has it. */
  acknowledge(position: number): void {
    if (this.#states[position] === 'done') return;
    this.#states[position] = 'done';
    this.#done += 1;
    this.#satisfy(this.#waitingForObject.get(position));
  }

  openGate(id: string): void {
    if (this.#openGates.has(id)) return;
    this.#openGates.add(id);
    this.#satisfy(this.#waitingForGate.get(id));
  }

  isOpen(gate: string): boolean {
    return this.#openGates.has(gate);
  }

  isDone(position: number): boolean {
    return this.#states[position] === 'done';
  }

  get done(): number {
    return this.#done;
  }

  get finished(): boolean {
    return this.#done === this.#plan.objects.length;
  }

  /** Closed gates that something still waits for, with how much: the answer to "what are we waiting for". */
  closedGates(): { readonly id: string; readonly guards: readonly number[] }[] {
    return [...this.#waitingForGate].filter(([id]) => !this.#openGates.has(id)).map(([id, guards]) => ({ id, guards }));
  }

  #satisfy(positions: readonly number[] | undefined): void {
    for (const position of positions ?? []) {
      const missing = (this.#missing[position] ?? 0) - 1;
      this.#missing[position] = missing;
      if (missing === 0 && this.#states[position] === 'blocked') this.#release(position);
    }
  }

  #release(position: number): void {
    this.#states[position] = 'sendable';
    const priority = this.#priority(position);
    let low = 0;
    let high = this.#sendable.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#priority(this.#sendable[middle] ?? 0) < priority) low = middle + 1;
      else high = middle;
    }
    this.#sendable.splice(low, 0, position);
  }

  #priority(position: number): number {
    return this.#plan.objects[position]?.priority ?? 0;
  }
}

function append<K>(map: Map<K, number[]>, key: K, position: number): void {
  const positions = map.get(key);
  if (positions === undefined) map.set(key, [position]);
  else positions.push(position);
}

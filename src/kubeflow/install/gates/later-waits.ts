import { sayCount } from '../../../api/say-count.ts';
import type { WaitView } from '../../../api/run.ts';
import type { Gate, Plan } from '../../plan/plan.ts';
import type { Schedule } from '../schedule.ts';
import { gateReasons } from './gate-words.ts';

const answers = 'the answers of the API server';
/** How long an answer may take before it counts as a wait, in milliseconds. */
const soon = 3000;

/**
 * Waits of components whose turn has not come: nothing of theirs is blocked
 * directly, but their objects come after a gate that others open. Without these
 * rows, such a component would seem to wait for nothing.
 */
export class LaterWaits {
  readonly #plan: Plan;
  readonly #schedule: Schedule;
  readonly #now: () => Date;
  readonly #positions: ReadonlyMap<string, number[]>;
  readonly #gates: ReadonlyMap<string, Gate>;
  #since = new Map<string, Date>();

  constructor({ plan, schedule, now }: { plan: Plan; schedule: Schedule; now: () => Date }) {
    this.#plan = plan;
    this.#schedule = schedule;
    this.#now = now;
    this.#positions = Map.groupBy(plan.objects.keys(), (position) => plan.objects[position]?.component ?? '');
    this.#gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
  }

  /** One for each component with pending objects that is in none of the current waits. */
  besides(waits: readonly WaitView[]): WaitView[] {
    const named = new Set(waits.map(({ component }) => component));
    const before = this.#since;
    this.#since = new Map();
    return this.#plan.components.flatMap(({ name }) => {
      const toCome = named.has(name)
        ? []
        : (this.#positions.get(name) ?? []).filter((position) => !this.#schedule.isDone(position));
      if (toCome.length === 0) return [];
      const gate = this.#nearestGate(toCome);
      const what = gate?.id ?? answers;
      const key = `${name} ${what}`;
      const since = before.get(key) ?? this.#now();
      this.#since.set(key, since);
      if (gate === undefined && this.#now().getTime() - since.getTime() < soon) return [];
      const count = sayCount(toCome.length, 'object');
      const why =
        gate === undefined
          ? `Sending ${count}.`
          : `${count} will be sent after this. Waiting for ${gate.openedBy}${this.#ownerOf(gate, name)}.`;
      const reason = gate === undefined ? 'answers' : gateReasons[gate.kind];
      return [{ what, reason, component: name, since: since.toISOString(), why, severity: 'info', later: true }];
    });
  }

  /** The nearest closed gate before these objects; none when only the server's responses are pending. */
  #nearestGate(positions: readonly number[]): Gate | undefined {
    const seen = new Set(positions);
    // The set grows during iteration: nearest first.
    for (const position of seen) {
      const object = this.#plan.objects[position];
      const gate = object?.gates.find((id) => !this.#schedule.isOpen(id));
      if (gate !== undefined) return this.#gates.get(gate);
      for (const earlier of object?.after ?? []) if (!this.#schedule.isDone(earlier)) seen.add(earlier);
    }
    return undefined;
  }

  /** The component whose object opens the gate, if it is another one. */
  #ownerOf(gate: Gate, name: string): string {
    const owner = this.#plan.objects[gate.openers[0] ?? -1]?.component;
    const title = this.#plan.components.find((component) => component.name === owner)?.title;
    return title === undefined || owner === name ? '' : `, a part of ${title}`;
  }
}

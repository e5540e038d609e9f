import { keyText } from '../../kubernetes/objects/object.ts';
import { DependencyGraph } from './dependency-graph.ts';
import type { Item } from './inventory.ts';
import type { Gate } from './plan.ts';
import { readPlaces, type Place } from './requirements/read-places.ts';
import { workloadGate, type GateDraft, type Requirement } from './requirements/requirement-type.ts';

/** What each item waits for, and how urgent it is. */
export interface Sequence {
  readonly gates: readonly Gate[];
  /** One for each item, in the same order. */
  readonly places: readonly Place[];
  /** What each item waits for, in words, in the same order. */
  readonly reasons: readonly (readonly string[])[];
  /** Waits that had to be left out, because something would have waited for itself. */
  readonly notes: readonly string[];
}

/** Orders items so that nothing waits for itself. The same input gives the same order. */
export function sequence(items: readonly Item[], requirements: readonly Requirement[]): Sequence {
  const sequencer = new Sequencer(items);
  for (const requirement of inOrderOfStrength(requirements)) sequencer.demand(requirement);
  return sequencer.read();
}

/** What cannot be given up goes in first, so that a circle is always cut at its weakest place. */
function inOrderOfStrength(requirements: readonly Requirement[]): Requirement[] {
  const order: Requirement['strength'][] = ['always', 'rejected', 'unchanged', 'restarts'];
  return order.flatMap((strength) => requirements.filter((requirement) => requirement.strength === strength));
}

interface GateNode {
  readonly node: number;
  readonly draft: GateDraft;
  readonly webhooks: Set<string>;
  used: boolean;
}

class Sequencer {
  readonly #items: readonly Item[];
  readonly #graph = new DependencyGraph();
  readonly #nodes: ReadonlyMap<Item, number>;
  readonly #gates = new Map<string, GateNode>();
  readonly #notes = new Set<string>();
  readonly #reasons = new Map<Item, Set<string>>();

  constructor(items: readonly Item[]) {
    this.#items = items;
    this.#nodes = new Map(items.map((item) => [item, this.#graph.addNode()]));
  }

  demand(requirement: Requirement): void {
    const { item, needs, why } = requirement;
    const met = 'gate' in needs ? this.#waitForGate(item, needs.gate) : this.#waitForObject(item, needs.object);
    if (met) this.#reasons.set(item, (this.#reasons.get(item) ?? new Set<string>()).add(why));
    else this.#letGo(requirement);
  }

  read(): Sequence {
    const gates = [...this.#gates.values()].filter((gate) => gate.used);
    const places = readPlaces({
      items: this.#items,
      graph: this.#graph,
      gates: new Map(gates.map(({ node, draft }) => [node, { id: draft.id, kind: draft.condition.kind }])),
    });
    const reasons = this.#items.map((item) => [...(this.#reasons.get(item) ?? [])]);
    return { gates: gates.map((gate) => this.#describe(gate)), places, reasons, notes: [...this.#notes] };
  }

  #waitForObject(item: Item, needed: Item): boolean {
    const node = this.#nodes.get(item);
    const required = this.#nodes.get(needed);
    if (node === undefined || required === undefined || node === required) return true;
    return this.#graph.require(node, required);
  }

  #waitForGate(item: Item, draft: GateDraft): boolean {
    const gate = this.#gate(draft);
    const node = this.#nodes.get(item);
    if (node === undefined || !this.#graph.require(node, gate.node)) return false;
    gate.used = true;
    if (draft.condition.kind === 'webhook-ready') for (const name of draft.condition.webhooks) gate.webhooks.add(name);
    return true;
  }

  #gate(draft: GateDraft): GateNode {
    const known = this.#gates.get(draft.id);
    if (known !== undefined) return known;
    const gate: GateNode = { node: this.#graph.addNode(), draft, webhooks: new Set(), used: false };
    this.#gates.set(draft.id, gate);
    for (const opener of draft.openers) {
      const node = this.#nodes.get(opener);
      if (node !== undefined) this.#graph.require(gate.node, node);
    }
    return gate;
  }

  /** A webhook cannot be asked about its own parts: they go first, and a fail-closed webhook is set up after them. */
  #letGo({ item, needs, why, strength }: Requirement): void {
    const start = `${keyText(item.key)} does not wait for ${why}: it would wait for itself.`;
    if (strength !== 'rejected' || !('gate' in needs)) {
      this.#notes.add(strength === 'restarts' ? `${start} Its program may restart until that is there.` : start);
      return;
    }
    const configuration = needs.gate.openers[0];
    const isWorkload = item.key.apiVersion.startsWith('apps/');
    const later =
      configuration !== undefined &&
      (isWorkload ? this.#waitForGate(configuration, workloadGate(item)) : this.#waitForObject(configuration, item));
    this.#notes.add(later ? `${start} The webhook is set up after it.` : `${start} It may be rejected.`);
  }

  #describe({ draft, webhooks }: GateNode): Gate {
    const { condition, id, otherwise } = draft;
    const present = draft.openers.filter((opener) => this.#nodes.has(opener));
    return {
      ...(condition.kind === 'webhook-ready' ? { ...condition, webhooks: [...webhooks] } : condition),
      id,
      openedBy: present.length === 0 ? otherwise : present.map((opener) => keyText(opener.key)).join(', '),
      openers: present.flatMap((opener) => this.#nodes.get(opener) ?? []),
    };
  }
}

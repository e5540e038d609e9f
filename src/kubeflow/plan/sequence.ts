import { keyText } from '../../kubernetes/object.ts';
import { DependencyGraph } from './dependency-graph.ts';
import type { Item } from './inventory.ts';
import type { Gate } from './plan.ts';
import { workloadGate, type GateDraft, type Requirement } from './requirements.ts';

/** What each item waits for, and how urgent it is. */
export interface Sequence {
  readonly gates: readonly Gate[];
  readonly places: readonly Place[];
  readonly notes: readonly string[];
}

export interface Place {
  readonly after: readonly number[];
  readonly gates: readonly string[];
  readonly wave: number;
  readonly priority: number;
}

interface GateNode {
  readonly node: number;
  readonly draft: GateDraft;
  readonly webhooks: Set<string>;
  used: boolean;
}

/** How long a gate stays shut, in rough steps: pods have to start, a definition only has to be read. Only the order counts. */
const steps: Readonly<Record<Gate['kind'], number>> = {
  'kind-discoverable': 2,
  'secret-present': 2,
  'workload-available': 4,
  'namespace-active': 4,
  'webhook-ready': 4,
};

/** Bytes count only between objects whose chain is equally long. */
const CHAIN_WEIGHT = 10_000_000;

/** Orders items so that nothing waits for itself; what had to be let go for that is in the notes. */
export function sequence(items: readonly Item[], requirements: readonly Requirement[]): Sequence {
  const graph = new DependencyGraph();
  const positions = new Map(items.map((item) => [item, graph.addNode()]));
  const gates = new Map<string, GateNode>();
  const notes: string[] = [];

  const openGate = (draft: GateDraft): GateNode => {
    const known = gates.get(draft.id);
    if (known !== undefined) return known;
    const gate: GateNode = { node: graph.addNode(), draft, webhooks: new Set(), used: false };
    gates.set(draft.id, gate);
    for (const opener of draft.openers) {
      const position = positions.get(opener);
      if (position !== undefined) graph.require(gate.node, position);
    }
    return gate;
  };

  const waitFor = (item: Item, draft: GateDraft): boolean => {
    const gate = openGate(draft);
    const position = positions.get(item);
    if (position === undefined || !graph.require(position, gate.node)) return false;
    gate.used = true;
    if (draft.condition.kind === 'webhook-ready') for (const name of draft.condition.webhooks) gate.webhooks.add(name);
    return true;
  };

  const letGo = ({ item, needs, why, strength }: Requirement): void => {
    const start = `${keyText(item.key)} does not wait for ${why}: it would wait for itself.`;
    const configuration = 'gate' in needs ? configurationOf(needs.gate, items) : undefined;
    if (strength !== 'rejected' || configuration === undefined) {
      notes.push(start);
      return;
    }
    const position = positions.get(item);
    const later = positions.get(configuration);
    const first = 'template' in (item.object['spec'] as object | undefined ?? {}) ? waitFor(configuration, workloadGate(item)) : position !== undefined && later !== undefined && graph.require(later, position);
    notes.push(first ? `${start} The webhook is set up after it.` : `${start} It may be rejected.`);
  };

  for (const requirement of inOrderOfStrength(requirements)) {
    const { item, needs } = requirement;
    if ('gate' in needs) {
      if (!waitFor(item, needs.gate)) letGo(requirement);
      continue;
    }
    const position = positions.get(item);
    const required = positions.get(needs.object);
    if (position === undefined || required === undefined || position === required) continue;
    if (!graph.require(position, required)) letGo(requirement);
  }
  return { ...readSequence({ items, graph, positions, gates: [...gates.values()].filter((gate) => gate.used) }), notes };
}

/** What cannot be given up goes in first, so that a circle is always cut at its weakest place. */
function inOrderOfStrength(requirements: readonly Requirement[]): Requirement[] {
  const order: Requirement['strength'][] = ['always', 'rejected', 'unchanged'];
  return order.flatMap((strength) => requirements.filter((requirement) => requirement.strength === strength));
}

function configurationOf(draft: GateDraft, items: readonly Item[]): Item | undefined {
  const { condition } = draft;
  if (condition.kind !== 'webhook-ready') return undefined;
  return items.find((item) => keyText(item.key) === keyText(condition.configuration));
}

function readSequence(parts: {
  items: readonly Item[];
  graph: DependencyGraph;
  positions: ReadonlyMap<Item, number>;
  gates: readonly GateNode[];
}): { gates: Gate[]; places: Place[] } {
  const { items, graph, positions, gates } = parts;
  const gateAt = new Map(gates.map((gate) => [gate.node, gate]));
  const order = graph.order();
  const waves = new Map<number, number>();
  for (const node of order) {
    const required = [...graph.requiredBy(node)].map((other) => waves.get(other) ?? 0);
    const latest = required.length === 0 ? -1 : Math.max(...required);
    waves.set(node, gateAt.has(node) ? Math.max(latest, 0) : latest + 1);
  }
  const chains = new Map<number, number>();
  for (const node of order.toReversed()) {
    const chain = chains.get(node) ?? 0;
    const gate = gateAt.get(node);
    const length = gate === undefined ? 1 : steps[gate.draft.condition.kind];
    for (const required of graph.requiredBy(node)) chains.set(required, Math.max(chains.get(required) ?? 0, chain + length));
  }
  return {
    gates: gates.map((gate) => describeGate(gate, positions)),
    places: items.map((item) => {
      const node = positions.get(item) ?? 0;
      const required = [...graph.requiredBy(node)];
      return {
        after: required.filter((other) => other < items.length).sort((left, right) => left - right),
        gates: required.flatMap((other) => gateAt.get(other)?.draft.id ?? []),
        wave: waves.get(node) ?? 0,
        priority: (chains.get(node) ?? 0) * CHAIN_WEIGHT + Math.min(item.json.length, CHAIN_WEIGHT - 1),
      };
    }),
  };
}

function describeGate({ draft, webhooks }: GateNode, positions: ReadonlyMap<Item, number>): Gate {
  const { condition } = draft;
  const present = draft.openers.filter((opener) => positions.has(opener));
  const openedBy = present.length === 0 ? draft.otherwise : present.map((opener) => keyText(opener.key)).join(', ');
  return {
    ...(condition.kind === 'webhook-ready' ? { ...condition, webhooks: [...webhooks] } : condition),
    id: draft.id,
    openedBy,
    openers: present.flatMap((opener) => positions.get(opener) ?? []),
  };
}

import type { DependencyGraph } from '../dependency-graph.ts';
import type { Item } from '../inventory.ts';
import type { Gate } from '../plan.ts';

/** The place of an object in the order: see PlannedObject. */
export interface Place {
  readonly after: readonly number[];
  readonly gates: readonly string[];
  readonly wave: number;
  readonly priority: number;
}

/** How long a gate stays shut, in rough steps: pods have to start, a definition only has to be read. Only the order counts. */
const steps: Readonly<Record<Gate['kind'], number>> = {
  'kind-discoverable': 2,
  'secret-present': 2,
  'workload-available': 4,
  'namespace-active': 4,
  'webhook-ready': 4,
};

/** More than any object has bytes: size decides only between objects whose chains are equally long. */
const chainWeight = 10_000_000;

/** Reads waves and priorities off a graph whose first nodes are the items and whose other nodes are gates. */
export function readPlaces(parts: {
  items: readonly Item[];
  graph: DependencyGraph;
  gates: ReadonlyMap<number, { readonly id: string; readonly kind: Gate['kind'] }>;
}): Place[] {
  const { items, graph, gates } = parts;
  const order = graph.order();
  const waves = new Map<number, number>();
  for (const node of order) {
    const latest = Math.max(-1, ...[...graph.requiredBy(node)].map((required) => waves.get(required) ?? -1));
    waves.set(node, node < items.length ? latest + 1 : Math.max(latest, 0));
  }
  // A definition is not done when it is sent: its kind has to be served, whether something waits for that or not.
  const chains = new Map(
    items.flatMap((item, node) => (item.serves === undefined ? [] : [[node, steps['kind-discoverable']] as const])),
  );
  for (const node of order.toReversed()) {
    const gate = gates.get(node);
    const length = (chains.get(node) ?? 0) + (gate === undefined ? 1 : steps[gate.kind]);
    for (const required of graph.requiredBy(node)) chains.set(required, Math.max(chains.get(required) ?? 0, length));
  }
  return items.map((item, node) => {
    const required = [...graph.requiredBy(node)];
    return {
      after: required.filter((other) => other < items.length).sort((left, right) => left - right),
      gates: required.flatMap((other) => gates.get(other)?.id ?? []),
      wave: waves.get(node) ?? 0,
      priority: (chains.get(node) ?? 0) * chainWeight + Math.min(item.json.length, chainWeight - 1),
    };
  });
}

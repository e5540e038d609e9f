import { keyText, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import type { Inventory, Item } from '../../plan/inventory.ts';
import type { Gate, Plan } from '../../plan/plan.ts';
import { workloadGate } from '../../plan/requirements/requirement-type.ts';
import { destinationsOf, type HandOver } from './routes.ts';

/** The programs that a VirtualService leads to. */
export function programsBehind(key: ObjectKey, inventory: Inventory): Item[] {
  const item = inventory.find(key);
  return item === undefined ? [] : destinationsOf(item.object).flatMap((service) => inventory.behind(service));
}

/** The plan in which a VirtualService that takes over a path waits until the programs behind it are available: no path leads to nothing. */
export function withHandOvers(plan: Plan, handOvers: readonly HandOver[], inventory: Inventory): Plan {
  const positions = new Map(plan.objects.map(({ key }, position) => [keyText(key), position]));
  const gates = new Map(plan.gates.map((gate) => [gate.id, gate]));
  const waits = new Map<string, readonly string[]>();
  for (const to of new Set(handOvers.map((one) => one.to))) {
    const ids = programsBehind(to, inventory).flatMap((program): string[] => {
      const opener = positions.get(keyText(program.key));
      if (opener === undefined || waitsFor(plan, opener, positions.get(keyText(to)))) return [];
      const { id, condition } = workloadGate(program);
      const gate: Gate = { id, ...condition, openedBy: keyText(program.key), openers: [opener] };
      if (!gates.has(id)) gates.set(id, gate);
      return [id];
    });
    waits.set(keyText(to), ids);
  }
  const objects = plan.objects.map((object) => {
    const ids = waits.get(keyText(object.key)) ?? [];
    return ids.length === 0 ? object : { ...object, gates: [...new Set([...object.gates, ...ids])] };
  });
  return { ...plan, objects, gates: [...gates.values()] };
}

/** Whether an object waits, itself or through others, for the object at another position. */
function waitsFor(plan: Plan, position: number, target: number | undefined): boolean {
  const seen = new Set<number>();
  const open = [position];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === target) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const object = plan.objects[next];
    const gated = object?.gates.flatMap((id) => plan.gates.find((gate) => gate.id === id)?.openers ?? []) ?? [];
    open.push(...(object?.after ?? []), ...gated);
  }
  return false;
}

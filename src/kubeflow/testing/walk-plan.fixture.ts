import { keyText } from '../../kubernetes/objects/object.ts';
import type { Gate, Plan } from '../plan/plan.ts';

/**
 * Sends a plan to a cluster that exists in thought only: an object goes when
 * all it waits for is there, a gate opens when its openers were sent. Returns
 * the names of the objects in the order they went; what never could is missing.
 */
export function walkPlan(plan: Plan): string[] {
  const sent = new Set<number>();
  const open = new Set<string>();
  const isOpen = (gate: Gate): boolean => gate.openers.every((position) => sent.has(position));
  for (let before = -1; before !== sent.size + open.size;) {
    before = sent.size + open.size;
    for (const gate of plan.gates) if (isOpen(gate)) open.add(gate.id);
    for (const [position, object] of plan.objects.entries()) {
      if (object.after.every((other) => sent.has(other)) && object.gates.every((gate) => open.has(gate)))
        sent.add(position);
    }
  }
  return [...sent].map((position) => keyText(plan.objects[position]?.key ?? { apiVersion: '', kind: '', name: '' }));
}

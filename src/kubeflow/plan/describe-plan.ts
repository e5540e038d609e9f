import { keyText } from '../../kubernetes/object.ts';
import type { Plan, PlannedComponent, PlanTotals } from './plan.ts';

/** A plan as people and other programs read it: no bodies, so no secrets. */
export interface PlanDescription {
  readonly release: Plan['release'];
  readonly components: readonly PlannedComponent[];
  readonly waves: readonly PlanWave[];
  readonly gates: readonly { readonly id: string; readonly kind: string; readonly openedBy: string; readonly waiting: number }[];
  readonly totals: PlanTotals;
  readonly patches: readonly { readonly object: string; readonly what: string; readonly why: string }[];
  readonly notes: readonly string[];
}

/** What is sent in one go, once everything before it is there. */
export interface PlanWave {
  readonly wave: number;
  readonly objects: number;
  /** How many of each kind, for example `ConfigMap: 12`. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Gates that something in this wave waits for. */
  readonly gates: readonly string[];
}

/** The plan without what is sent. */
export function describePlan(plan: Plan): PlanDescription {
  return {
    release: plan.release,
    components: plan.components,
    waves: wavesOf(plan),
    gates: plan.gates.map((gate) => ({
      id: gate.id,
      kind: gate.kind,
      openedBy: gate.openedBy,
      waiting: plan.objects.filter((object) => object.gates.includes(gate.id)).length,
    })),
    totals: plan.totals,
    patches: plan.patches.map(({ object, what, why }) => ({ object: keyText(object), what, why })),
    notes: plan.notes,
  };
}

function wavesOf(plan: Plan): PlanWave[] {
  const grouped = Map.groupBy(plan.objects, (object) => object.wave);
  return [...grouped]
    .sort(([left], [right]) => left - right)
    .map(([wave, objects]) => ({
      wave,
      objects: objects.length,
      kinds: Object.fromEntries([...Map.groupBy(objects, (object) => object.key.kind)].map(([kind, same]) => [kind, same.length])),
      gates: [...new Set(objects.flatMap((object) => object.gates))],
    }));
}

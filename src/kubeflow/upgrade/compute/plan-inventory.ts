import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { Inventory, type Item } from '../../plan/inventory.ts';
import type { Plan, PlannedObject } from '../../plan/plan.ts';
import { knowledgeOf } from '../../releases/knowledge-of.ts';

/** The objects of a made plan, found by what they are and what they do. */
export function inventoryOf(plan: Plan): Inventory {
  return new Inventory(plan.objects.map(itemOf), knowledgeOf(plan.release).effects);
}

function itemOf({ key, component, body, hash, serves }: PlannedObject): Item {
  let parsed: KubernetesObject | undefined;
  return {
    key,
    component,
    json: body,
    hash,
    serves,
    get object() {
      parsed ??= JSON.parse(body) as KubernetesObject;
      return parsed;
    },
  };
}

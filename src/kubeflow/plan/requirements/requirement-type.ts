import { apiVersionOf, keyText } from '../../../kubernetes/objects/object.ts';
import type { ServedKind } from '../../release/served-kind.ts';
import type { Inventory, Item } from '../inventory.ts';
import type { GateCondition } from '../plan.ts';

/** A gate before its openers have positions. */
export interface GateDraft {
  readonly id: string;
  readonly condition: GateCondition;
  readonly openers: readonly Item[];
  /** Who opens it, in words, where no object of the plan does. */
  readonly otherwise: string;
}

/** Why one object cannot be sent before something else is there. */
export interface Requirement {
  readonly item: Item;
  readonly needs: { readonly object: Item } | { readonly gate: GateDraft };
  /** In words, for people: `the kind VirtualService`. */
  readonly why: string;
  /**
   * `always`: the server rejects it, or its pods cannot start.
   * `rejected`: a fail-closed webhook would reject it; the webhook's own parts are let through before.
   * `unchanged`: its pods would miss what a webhook adds, for as long as they live.
   * `restarts`: its program would crash, and start again until it is there.
   */
  readonly strength: 'always' | 'rejected' | 'unchanged' | 'restarts';
  /** Takes the other component along when only this one is chosen. */
  readonly takesAlong: boolean;
}

/** An object a controller acts on, with all that must be there for the controller to do so. */
export function makersOf(item: Item, inventory: Inventory): Item[] {
  const made = inventory.effects.find((candidate) => candidate.item === item);
  if (made === undefined) return [item];
  const controller = inventory.findWorkload(made.effect.by);
  const others = made.effect.with.flatMap((key) => inventory.find(key) ?? []);
  return [item, ...others, ...(controller === undefined ? [] : [controller])];
}

/** Open while the workload is available. */
export function workloadGate(workload: Item): GateDraft {
  return {
    id: `workload ${keyText(workload.key)}`,
    condition: { kind: 'workload-available', workload: workload.key },
    openers: [workload],
    otherwise: '',
  };
}

/** Open while discovery lists the kind. `definition` is undefined where the plan does not bring it. */
export function kindGate(
  served: ServedKind,
  { version, definition }: { version: string; definition: Item | undefined },
): GateDraft {
  const { group, kind, plural } = served;
  const apiVersion = apiVersionOf({ group, version });
  return {
    id: `kind ${kind} ${apiVersion}`,
    condition: { kind: 'kind-discoverable', apiVersion, objectKind: kind, plural },
    openers: definition === undefined ? [] : [definition],
    otherwise: `the definition ${plural}.${group}`,
  };
}

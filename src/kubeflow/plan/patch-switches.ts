import type { PatchWish } from '../../installation/patch-ids.ts';
import type { ChosenPatch } from '../patches/named-patch.ts';
import type { Inventory } from './inventory.ts';
import type { PatchNote, PatchSwitch } from './plan.ts';

interface Given {
  readonly chosen: readonly ChosenPatch[];
  /** Of the objects in the inventory. */
  readonly notes: readonly PatchNote[];
  readonly inventory: Inventory;
}

/** The named patches that matter to a plan. A patch that is on and finds nothing to change is left out, unless the installation asks for it. */
export function switchesOf(given: Given): PatchSwitch[] {
  return given.chosen.flatMap((one) => {
    const objects = countOf(one, given.notes);
    const concerns = one.isWished || objects > 0 || (!one.on && hasTarget(one, given.inventory));
    const {
      patch: { id, title, why, forCluster },
      on,
      advised,
      because,
    } = one;
    return concerns ? [{ id, title, why, on, because, advised, forCluster, objects }] : [];
  });
}

/** What to know of patches that were switched on and change nothing: the release has none of that name, or none of its objects needs it. */
export function notesOnSwitches({ chosen, notes }: Given, wish: PatchWish | undefined): string[] {
  const changing = new Set(chosen.filter((one) => countOf(one, notes) > 0).map(({ patch }) => patch.id));
  return (wish?.enable ?? [])
    .filter((id) => !changing.has(id))
    .map((id) => `The patch ${id} is switched on and finds nothing to change.`);
}

function countOf({ patch }: ChosenPatch, notes: readonly PatchNote[]): number {
  return notes.filter(({ id }) => id === patch.id).length;
}

function hasTarget({ changes }: ChosenPatch, { items }: Inventory): boolean {
  return items.some(({ key, component }) => changes.some(({ isFor }) => isFor(key, component)));
}

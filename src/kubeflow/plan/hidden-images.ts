import type { Inventory } from './inventory.ts';

/** Images named in arguments, environment, ConfigMaps and custom resources. */
export function findHiddenImages(_inventory: Inventory): string[] {
  return [];
}

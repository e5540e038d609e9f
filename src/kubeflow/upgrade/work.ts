import type { ObjectKey, ResourceType } from '../../kubernetes/objects/object.ts';
import type { Plan } from '../plan/plan.ts';
import type { InstalledObject } from './installed-objects.ts';

/**
 * What happens to the cluster right before an object is sent. `recreate`:
 * deletes the object itself. `hand-over`: takes its paths from the VirtualService
 * that claims them. `quiesce`: stops its predecessor. `wake`: starts a program
 * that an upgrade had stopped.
 */
export interface Preparation {
  readonly verb: 'recreate' | 'hand-over' | 'quiesce' | 'wake';
  readonly type: ResourceType;
  readonly key: ObjectKey;
}

/** What an upgrade does beside sending its plan. Computed from the cluster again after each crash: what is done does not appear. */
export interface UpgradeWork {
  /** The plan of the wanted release; a VirtualService that takes over a path waits for the programs behind it. */
  readonly plan: Plan;
  /** By `keyText` of the object that is sent. */
  readonly before: ReadonlyMap<string, readonly Preparation[]>;
  /** Kinds, as `Kind.group`, whose definition is there and changes: for a moment the API server knows only the old one. */
  readonly changedKinds: ReadonlySet<string>;
  /** Removed after everything is ready. */
  readonly orphans: readonly InstalledObject[];
}

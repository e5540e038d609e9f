import type { ForeignChange } from '../../../api/drift.ts';
import type { MlaError } from '../../../errors/error.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { TriedPlan } from '../../dry-run/try-plan.ts';
import type { Found, Survey } from '../../ownership/survey.ts';
import type { Plan, PlannedObject } from '../../plan/plan.ts';
import type { InstalledObject } from '../installed-objects.ts';

/** All that is looked up in a cluster before an upgrade is computed. */
export interface UpgradeFacts {
  readonly installation: string;
  /** What the wanted release would install, with the installation's own settings. */
  readonly wanted: Plan;
  /** What the cluster has of it. */
  readonly survey: Survey;
  /** What earlier installs have sent. */
  readonly installed: readonly InstalledObject[];
  /** Installed objects that the wanted release does not have, where they are looked into: programs and routes, by `placeText`. */
  readonly bodies: ReadonlyMap<string, KubernetesObject>;
  /** What the API server says to each changed object. */
  readonly tried: TriedPlan;
  /** What it says against deleting an object, by `keyText`: of those that an upgrade deletes. */
  readonly undeletable: ReadonlyMap<string, MlaError>;
  /** Objects that it could not be asked about, as the cluster has them, by position. */
  readonly unasked: ReadonlyMap<number, KubernetesObject>;
  readonly settings: readonly ForeignChange[];
  readonly unhealthy: readonly { readonly object: string; readonly why: string }[];
  /** How many objects there are of a definition's kind, by the definition's name: of definitions whose stored versions the wanted release lacks. */
  readonly stored: ReadonlyMap<string, number>;
}

/** An object of the wanted release that is in the cluster in another form. */
export interface ChangedObject {
  readonly position: number;
  readonly planned: PlannedObject;
  readonly found: Found;
}

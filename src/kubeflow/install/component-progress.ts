import type { Plan, PlannedComponent } from '../plan/plan.ts';
import type { TrackedObject } from './readiness-tracker.ts';
import type { Schedule } from './schedule.ts';

/** Tracks which components are ready: all of their objects are sent, and all that report readiness are ready. */
export class ComponentProgress {
  readonly #plan: Plan;
  readonly #positions: ReadonlyMap<string, number[]>;
  readonly #tracked: ReadonlyMap<string, TrackedObject[]>;
  readonly #told = new Set<string>();

  constructor(plan: Plan, tracked: readonly TrackedObject[]) {
    this.#plan = plan;
    this.#positions = Map.groupBy(plan.objects.keys(), (position) => plan.objects[position]?.component ?? '');
    this.#tracked = Map.groupBy(tracked, (one) => one.planned.component);
  }

  /** Returns each component once, when it first becomes ready. */
  newlyReady(schedule: Schedule): PlannedComponent[] {
    const ready = this.#plan.components.filter(
      ({ name }) =>
        !this.#told.has(name) &&
        (this.#tracked.get(name) ?? []).every((one) => one.ready) &&
        (this.#positions.get(name) ?? []).every((position) => schedule.isDone(position)),
    );
    for (const { name } of ready) this.#told.add(name);
    return ready;
  }
}

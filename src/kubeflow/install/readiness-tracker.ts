import { keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { readiness, type Readiness } from '../../kubernetes/readiness/readiness.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import { kindKey, kindsWithReadiness, workloadKinds } from './kinds-with-readiness.ts';
import type { View } from './cluster-view.ts';
import { installationLabel } from '../plan/marks.ts';

/** An object whose readiness counts, and its state. */
export interface TrackedObject {
  readonly position: number;
  readonly planned: PlannedObject;
  readonly name: string;
  readonly workload: boolean;
  /** The generation that the server gave it when we sent it. An older one is outdated; a newer one is someone else's write. */
  generation: number;
  ready: boolean;
  /** Kubernetes reports it as failed, or someone scaled it to 0: waiting does not make it ready. */
  failed: boolean;
  /** Someone has scaled it to 0. */
  scaledDown: boolean;
  /** The object's own message about why it is not ready. */
  reason: string;
}

const workloadKindKeys = new Set(workloadKinds.map(kindKey));

/** Whether an object runs pods. */
export function isWorkload(object: PlannedObject): boolean {
  return workloadKindKeys.has(kindKey(object.type));
}

/** Follows the readiness of workloads and of the other objects that say by contract when they are ready. */
export class ReadinessTracker {
  readonly #view: View;
  readonly #selector: string;
  readonly #onWritten: (position: number) => void;
  readonly tracked: readonly TrackedObject[];

  /** `onWritten` is called once for each write by someone else to an object after ours. */
  constructor(options: { plan: Plan; view: View; installation: string; onWritten: (position: number) => void }) {
    this.#view = options.view;
    this.#onWritten = options.onWritten;
    this.#selector = `${installationLabel}=${options.installation}`;
    this.tracked = options.plan.objects.flatMap((planned, position): TrackedObject[] => {
      const workload = isWorkload(planned);
      if (!workload && !kindsWithReadiness.has(kindKey(planned.type))) return [];
      return [
        {
          position,
          planned,
          name: keyText(planned.key),
          workload,
          generation: 0,
          ready: false,
          failed: false,
          scaledDown: false,
          reason: 'the cluster has not shown it yet',
        },
      ];
    });
  }

  /** The server has this object. Its kind is served, so it can be watched. */
  acknowledged(position: number, generation: number): void {
    const tracked = this.tracked.find((one) => one.position === position);
    if (tracked === undefined) return;
    tracked.generation = generation;
    this.#view.observe(tracked.planned.type, { labelSelector: this.#selector });
  }

  /** Re-evaluates all objects and returns those whose readiness changed. */
  update(): TrackedObject[] {
    const changed: TrackedObject[] = [];
    for (const tracked of this.tracked) {
      const state = this.#stateOf(tracked);
      tracked.reason = state.reason;
      tracked.failed = state.failed === true;
      if (state.ready !== tracked.ready) {
        tracked.ready = state.ready;
        changed.push(tracked);
      }
    }
    return changed;
  }

  #stateOf(tracked: TrackedObject): Readiness {
    const { planned, generation, ready, reason } = tracked;
    const object = this.#view.findWhole(planned.key);
    if (object === undefined)
      return {
        ready: false,
        reason: ready
          ? 'someone has deleted it: install again, and it is sent again'
          : (this.#view.whyUnseen?.(planned.type) ?? reason),
      };
    if ((object.metadata.generation ?? generation) < generation)
      return { ready: false, reason: 'the cluster has not shown its last change yet' };
    this.#noteWrite(tracked, object.metadata.generation ?? 0);
    tracked.scaledDown =
      tracked.workload && replicasOf(object) === 0 && replicasOf(JSON.parse(planned.body) as KubernetesObject) !== 0;
    return tracked.scaledDown
      ? { ready: false, failed: true, reason: 'someone has scaled it to 0' }
      : readiness(object);
  }

  #noteWrite(tracked: TrackedObject, generation: number): void {
    if (tracked.generation === 0 || generation <= tracked.generation) return;
    tracked.generation = generation;
    this.#onWritten(tracked.position);
  }

  get allReady(): boolean {
    return this.tracked.every((one) => one.ready);
  }

  /** Workloads, and how many of them are ready. */
  count(): { workloads: number; ready: number } {
    const workloads = this.tracked.filter((one) => one.workload);
    return { workloads: workloads.length, ready: workloads.filter((one) => one.ready).length };
  }
}

function replicasOf(object: KubernetesObject): number | undefined {
  return (object['spec'] as { replicas?: number } | undefined)?.replicas;
}

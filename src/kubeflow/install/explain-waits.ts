import type { WaitView } from '../../api/run.ts';
import type { KubernetesObject } from '../../kubernetes/object.ts';
import { explainPod, explainVolumeClaim, explainWorkload, type ClusterEvent, type Trouble } from '../../kubernetes/workload-troubles.ts';
import type { Plan } from '../plan/plan.ts';
import { watchedTypes } from './built-in-types.ts';
import type { ClusterView } from './cluster-view.ts';
import { judgeGate } from './gate-rules.ts';
import type { TrackedObject } from './readiness-tracker.ts';
import type { Schedule } from './schedule.ts';

/** Seconds after which a wait is called longer than usual. */
export interface SoftLimits {
  readonly gate: number;
  readonly workload: number;
}

/**
 * What an install waits for, since when, and why: closed gates whose openers
 * are all in the cluster, and objects that are sent but not ready. Pods and
 * events are looked at only once something has waited for a while: they are
 * many, and on a good day nobody asks.
 */
export class WaitExplainer {
  readonly #plan: Plan;
  readonly #schedule: Schedule;
  readonly #view: ClusterView;
  readonly #now: () => Date;
  readonly #since = new Map<string, Date>();

  constructor(options: { plan: Plan; schedule: Schedule; view: ClusterView; now: () => Date }) {
    this.#plan = options.plan;
    this.#schedule = options.schedule;
    this.#view = options.view;
    this.#now = options.now;
  }

  /** Seconds that a gate or object has been waited for; 0 when it has not. */
  secondsWaited(what: string): number {
    const since = this.#since.get(what);
    return since === undefined ? 0 : (this.#now().getTime() - since.getTime()) / 1000;
  }

  /** All waits of this moment, the longest first. */
  waits(unready: readonly TrackedObject[], limits: SoftLimits): WaitView[] {
    const waits = [...this.#gateWaits(limits), ...this.#objectWaits(unready, limits)];
    const current = new Set(waits.map((one) => one.what));
    for (const what of this.#since.keys()) if (!current.has(what)) this.#since.delete(what);
    if (waits.some((one) => this.secondsWaited(one.what) > 3)) this.#lookCloser();
    return waits.sort((one, other) => one.since.localeCompare(other.since));
  }

  /** Starts the watches that explanations need. */
  #lookCloser(): void {
    this.#view.observe(watchedTypes.pod);
    this.#view.observe(watchedTypes.event, { fieldSelector: 'type=Warning' });
  }

  #gateWaits(limits: SoftLimits): WaitView[] {
    return this.#schedule.closedGates().flatMap(({ id, guards }) => {
      const gate = this.#plan.gates.find((one) => one.id === id);
      if (gate?.openers.every((opener) => this.#schedule.isDone(opener)) !== true) return [];
      const why = gate.kind === 'kind-discoverable' ? `the API server does not serve ${gate.objectKind} yet` : whyClosed(judgeGate(gate, this.#view));
      const component = this.#plan.objects[guards[0] ?? -1]?.component;
      return [this.#wait({ what: id, component, why, limit: limits.gate })];
    });
  }

  #objectWaits(unready: readonly TrackedObject[], limits: SoftLimits): WaitView[] {
    return unready
      .filter((one) => this.#schedule.isDone(one.position))
      .map((one) => {
        const trouble = this.#troubleOf(one);
        const why = trouble === undefined ? one.reason : `${trouble.message} ${trouble.hint}`.trim();
        const wait = this.#wait({ what: one.name, component: one.planned.component, why, limit: limits.workload });
        return trouble === undefined ? wait : { ...wait, severity: 'warning' as const };
      });
  }

  #troubleOf(tracked: TrackedObject): Trouble | undefined {
    const object = this.#view.find(tracked.planned.key);
    if (object === undefined) return undefined;
    const events = this.#view.list(watchedTypes.event) as ClusterEvent[];
    if (object.kind === watchedTypes.claim.kind) return explainVolumeClaim(object, events);
    if (!tracked.workload) return undefined;
    const labels = (object as WorkloadObject).spec?.selector?.matchLabels ?? {};
    const pods = this.#view.list(watchedTypes.pod).filter((pod) => pod.metadata.namespace === object.metadata.namespace && hasLabels(pod, labels));
    for (const pod of pods) {
      const trouble = explainPod(pod, events);
      if (trouble !== undefined) return trouble;
    }
    return explainWorkload(object, events);
  }

  #wait(given: { what: string; component: string | undefined; why: string; limit: number }): WaitView {
    const { what, component, why, limit } = given;
    const since = this.#since.get(what) ?? this.#now();
    this.#since.set(what, since);
    return {
      what,
      ...(component === undefined ? {} : { component }),
      since: since.toISOString(),
      why,
      severity: this.secondsWaited(what) > limit ? 'warning' : 'info',
    };
  }
}

interface WorkloadObject extends KubernetesObject {
  spec?: { selector?: { matchLabels?: Record<string, string> } };
}

function hasLabels(object: KubernetesObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);
}

function whyClosed(state: ReturnType<typeof judgeGate>): string {
  return state.open ? 'it has just opened' : state.why;
}

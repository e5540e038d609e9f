import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { WaitReason, WaitView } from '../../../api/run.ts';
import type { MlaError } from '../../../errors/error.ts';
import { keyText, type KubernetesObject } from '../../../kubernetes/objects/object.ts';
import {
  explainPod,
  explainVolumeClaim,
  explainWorkload,
  type ClusterEvent,
  type Trouble,
} from '../../../kubernetes/diagnosis/workloads.ts';
import type { Plan } from '../../plan/plan.ts';
import type { View } from '../cluster-view.ts';
import { adviceOnWebhook } from '../failures/foreign-webhooks.ts';
import { definitionKeyOf, explainMissingStatus } from '../failures/missing-status.ts';
import { judgeGate } from './gate-rules.ts';
import { isRoot, type Unready } from '../failures/final-failures.ts';
import { gateHint, gateReasons } from './gate-words.ts';
import type { TrackedObject } from '../readiness-tracker.ts';
import type { Schedule } from '../schedule.ts';
import type { SendTrouble } from '../send-objects.ts';

/** Seconds after which a wait is called longer than usual. */
export interface SoftLimits {
  readonly gate: number;
  readonly workload: number;
}

/**
 * What an install waits for, since when, and why: closed gates whose openers
 * are all in the cluster, and objects that are sent but not ready. Pods and
 * events are watched only after something has waited for a while: there are
 * many, and a smooth install never needs them.
 */
export class WaitExplainer {
  readonly #plan: Plan;
  readonly #schedule: Schedule;
  readonly #view: View;
  readonly #limits: SoftLimits;
  readonly #now: () => Date;
  readonly #since = new Map<string, Date>();
  readonly #overdue = new Set<string>();

  constructor(options: { plan: Plan; schedule: Schedule; view: View; limits: SoftLimits; now: () => Date }) {
    this.#plan = options.plan;
    this.#schedule = options.schedule;
    this.#view = options.view;
    this.#limits = options.limits;
    this.#now = options.now;
  }

  /** How long it has been waited for, in seconds; 0 when it is not waited for. */
  secondsWaited(what: string): number {
    const since = this.#since.get(what);
    return since === undefined ? 0 : (this.#now().getTime() - since.getTime()) / 1000;
  }

  /** Whether a wait has exceeded its limit, rather than needing someone to act. */
  isOverdue(what: string): boolean {
    return this.#overdue.has(what);
  }

  /** What is known about objects that were sent and are not ready. */
  unready(tracked: readonly TrackedObject[]): Unready[] {
    return tracked
      .filter((one) => !one.ready && this.#schedule.isDone(one.position))
      .map((one) => ({ tracked: one, trouble: this.#troubleOf(one), seconds: this.secondsWaited(one.name) }));
  }

  /** All current waits: first those that do not resolve by themselves, then the longest. */
  waits(given: {
    unready: readonly TrackedObject[];
    unsent: readonly SendTrouble[];
    server: string | undefined;
    unserved?: readonly string[];
  }): WaitView[] {
    const waits = [
      ...this.#serverWait(given.unsent, given.server),
      ...this.#refusedWaits(given.unsent),
      ...this.#gateWaits(),
      ...this.#kindWait(given.unserved ?? []),
      ...this.#objectWaits(given.unready),
    ];
    const roots = new Set(
      this.unready(given.unready)
        .filter(isRoot)
        .map(({ tracked }) => tracked.name),
    );
    const current = new Set(waits.map((one) => one.what));
    for (const what of this.#since.keys()) if (!current.has(what)) this.#since.delete(what);
    const long = given.unready.filter((one) => this.#schedule.isDone(one.position) && this.secondsWaited(one.name) > 3);
    for (const namespace of new Set(long.map((one) => one.planned.key.namespace))) this.#lookCloser(namespace);
    for (const { planned } of long) {
      const definition = definitionKeyOf(planned);
      if (definition !== undefined)
        this.#view.observe(builtInTypes.customResourceDefinition, {
          fieldSelector: `metadata.name=${definition.name}`,
        });
    }
    return waits.sort(
      (one, other) => rankOf(roots, one) - rankOf(roots, other) || one.since.localeCompare(other.since),
    );
  }

  /** Starts the watches that explanations need, only in the namespaces concerned: a shared cluster has thousands of other pods. */
  #lookCloser(namespace: string | undefined): void {
    if (namespace === undefined) return;
    this.#view.observe(builtInTypes.pod, { namespace });
    this.#view.observe(builtInTypes.replicaSet, { namespace });
    this.#view.observe(builtInTypes.event, { namespace, fieldSelector: 'type=Warning' });
  }

  /** One wait for the server itself, however many requests are without an answer. */
  #serverWait(unsent: readonly SendTrouble[], server: string | undefined): WaitView[] {
    const trouble = unsent.find((one) => !one.refused);
    if (trouble === undefined && server === undefined) return [];
    const why = server ?? (trouble?.error === undefined ? unanswered : inWords(trouble.error));
    return [
      this.#wait({
        what: apiServer,
        reason: 'server',
        component: undefined,
        why,
        limit: Math.min(outage, this.#limits.gate),
      }),
    ];
  }

  #refusedWaits(unsent: readonly SendTrouble[]): WaitView[] {
    return unsent.flatMap(({ position, error, refused, times = 1 }) => {
      const object = this.#plan.objects[position];
      if (object === undefined || error === undefined || !refused) return [];
      const webhook = error.key === 'kubernetes.webhookUnreachable' ? error.details['webhook'] : undefined;
      const advice =
        typeof webhook === 'string' ? adviceOnWebhook(webhook, { view: this.#view, plan: this.#plan }) : undefined;
      const why = advice === undefined ? inWords(error) : `${error.message} ${advice}`;
      const often = times > 1 ? ` Refused ${times} times.` : '';
      return [
        this.#wait({
          what: keyText(object.key),
          reason: 'objects',
          component: object.component,
          why: why + often,
          limit: this.#limits.gate,
        }),
      ];
    });
  }

  /** Once all is sent: kinds that nothing in the plan waits for, and that the API server does not serve yet. */
  #kindWait(unserved: readonly string[]): WaitView[] {
    if (unserved.length === 0) return [];
    const names = `${unserved.slice(0, 3).join(', ')}${unserved.length > 3 ? ` and ${unserved.length - 3} more` : ''}`;
    return [
      this.#wait({
        what: 'the kinds of the definitions',
        reason: 'kinds',
        component: undefined,
        why: `The API server does not serve these kinds yet: ${names}.`,
        limit: this.#limits.gate,
      }),
    ];
  }

  #gateWaits(): WaitView[] {
    return this.#schedule.closedGates().flatMap(({ id, guards }) => {
      const gate = this.#plan.gates.find((one) => one.id === id);
      if (gate?.openers.every((opener) => this.#schedule.isDone(opener)) !== true) return [];
      const state =
        gate.kind === 'kind-discoverable'
          ? ({ open: false, why: `the API server does not serve ${gate.objectKind} yet` } as const)
          : judgeGate(gate, this.#view);
      if (state.open) return [];
      const component = this.#plan.objects[guards[0] ?? -1]?.component;
      return [
        this.#wait({
          what: id,
          reason: gateReasons[gate.kind],
          component,
          why: `${state.why}. ${gateHint(gate, this.#plan)}`,
          limit: this.#limits.gate,
        }),
      ];
    });
  }

  #objectWaits(unready: readonly TrackedObject[]): WaitView[] {
    return unready
      .filter((one) => this.#schedule.isDone(one.position))
      .map((one) => {
        const trouble = this.#troubleOf(one);
        const why = trouble === undefined ? one.reason : `${trouble.message} ${trouble.hint}`.trim();
        const wait = this.#wait({
          what: one.name,
          reason: one.workload ? 'pods' : 'objects',
          component: one.planned.component,
          why,
          limit: this.#limits.workload,
        });
        return trouble?.heals === false || one.failed ? { ...wait, severity: 'warning' as const } : wait;
      });
  }

  #troubleOf(tracked: TrackedObject): Trouble | undefined {
    const object = this.#view.findWhole(tracked.planned.key);
    if (object === undefined) return undefined;
    const events = this.#view.list(builtInTypes.event) as ClusterEvent[];
    if (object.kind === builtInTypes.claim.kind) return explainVolumeClaim(object, events);
    if (tracked.workload) return this.#workloadTrouble(object, events);
    const definitionKey = definitionKeyOf(tracked.planned);
    const definition = definitionKey && this.#view.findWhole(definitionKey);
    return definition && explainMissingStatus(object, tracked.planned, definition);
  }

  #workloadTrouble(workload: WorkloadObject, events: readonly ClusterEvent[]): Trouble | undefined {
    const { selector, replicas = 1 } = workload.spec ?? {};
    const isOurs = (object: KubernetesObject): boolean =>
      object.metadata.namespace === workload.metadata.namespace && hasLabels(object, selector?.matchLabels ?? {});
    const pods = this.#view.list(builtInTypes.pod).filter(isOurs);
    for (const pod of pods) {
      const trouble = explainPod(pod, events);
      if (trouble !== undefined) return trouble;
    }
    // Events stay for an hour: once the pods exist, an old reason for their absence is misleading.
    if (pods.length >= replicas) return undefined;
    const makers = [workload, ...this.#view.list(builtInTypes.replicaSet).filter(isOurs)];
    return this.#withAdvice(
      makers.map((maker) => explainWorkload(maker, events)).find((trouble) => trouble !== undefined),
    );
  }

  /** Waiting does not bring back someone else's webhook. */
  #withAdvice(trouble: Trouble | undefined): Trouble | undefined {
    const hint =
      trouble?.webhook === undefined
        ? undefined
        : adviceOnWebhook(trouble.webhook, { view: this.#view, plan: this.#plan });
    return trouble === undefined || hint === undefined
      ? trouble
      : { ...trouble, hint, severity: 'error', heals: false };
  }

  #wait(given: {
    what: string;
    reason: WaitReason;
    component: string | undefined;
    why: string;
    limit: number;
  }): WaitView {
    const { what, reason, component, why, limit } = given;
    const since = this.#since.get(what) ?? this.#now();
    this.#since.set(what, since);
    const overdue = this.secondsWaited(what) > limit;
    if (overdue) this.#overdue.add(what);
    else this.#overdue.delete(what);
    return {
      what,
      reason,
      ...(component === undefined ? {} : { component }),
      since: since.toISOString(),
      why,
      severity: overdue ? 'warning' : 'info',
    };
  }
}

/** How long the API server may be unreachable before a warning, in seconds, whatever else is pending. */
const outage = 10;

const apiServer = 'the API server';

/** Waits that need someone to act come before their possible consequences. */
function rankOf(roots: ReadonlySet<string>, { what, severity }: WaitView): number {
  if (what === apiServer || roots.has(what)) return 0;
  return severity === 'warning' ? 1 : 2;
}

const unanswered =
  'The API server does not answer. If this continues, check the load of the control plane and the network to it (load balancer, proxy, VPN).';

function inWords(error: MlaError): string {
  return `${error.message} ${error.fix}`;
}

interface WorkloadObject extends KubernetesObject {
  spec?: { replicas?: number; selector?: { matchLabels?: Record<string, string> } };
}

function hasLabels(object: KubernetesObject, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([key, value]) => object.metadata.labels?.[key] === value);
}

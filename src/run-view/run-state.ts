import type { Requester } from '../api/principal.ts';
import type { z } from 'zod';
import type { ForeignChange } from '../api/drift.ts';
import {
  finalRunStates,
  type AccessView,
  type ErrorReport,
  type PhaseName,
  type RunEvent,
  type RunKind,
  type RunStateName,
  type WaitView,
  type WorkerView,
} from '../api/run.ts';
import { describeEvent, type eventCatalogue } from './event-catalogue.ts';
import { Earliest, entry, Latest } from './last-write-wins.ts';

/** What a fold begins with. */
export interface RunHeader {
  readonly id: string;
  readonly installation: string;
  readonly kind: RunKind;
  readonly createdAt: string;
  /** Who asked for the run; absent in runs of earlier versions. */
  readonly requestedBy?: Requester | undefined;
}

type StepState = 'running' | 'succeeded' | 'skipped' | 'failed' | 'cancelled';
type DataOf<Type extends keyof typeof eventCatalogue> = z.infer<(typeof eventCatalogue)[Type]['data']>;
export type PlanData = DataOf<'plan.made'>;
export type PlannedStep = DataOf<'run.started'>['steps'][number];

/** What events say about a component. Its size comes from the plan. */
export interface ComponentState {
  readonly startedAt: Earliest<string>;
  readonly ready: Latest<string>;
  readonly failed: Latest<boolean>;
}

/**
 * The state of a run after the events read so far. Each field is the latest or earliest value, or a set that
 * only grows, so order and repetition of events do not matter.
 */
export interface RunState {
  readonly header: RunHeader;
  lastEventId: number;
  attempt: number;
  readonly state: Latest<RunStateName>;
  /** The newest event of the run itself that this version does not know, and its word. */
  unknown: { readonly id: number; readonly word: string } | undefined;
  readonly error: Latest<ErrorReport | undefined>;
  /** Set while a process works on the run. */
  readonly worker: Latest<WorkerView | undefined>;
  /** Set while the run is paused. */
  readonly pausedBecause: Latest<string | undefined>;
  readonly succeeded: Latest<true>;
  readonly startedAt: Earliest<string>;
  readonly attemptStartedAt: Latest<string>;
  readonly endedAt: Latest<string | undefined>;
  /** Of the first start. Progress is measured against it. */
  readonly firstSteps: Earliest<readonly PlannedStep[]>;
  /** Of the present attempt. */
  readonly steps: Latest<readonly PlannedStep[]>;
  readonly stepStates: Map<string, { readonly phase: PhaseName; readonly state: Latest<StepState> }>;
  /** Steps that were done at some time, by phase. */
  readonly stepsDone: Map<PhaseName, Set<string>>;
  readonly phaseTimes: Map<
    PhaseName,
    {
      readonly startedAt: Earliest<string>;
      readonly endedAt: Latest<string | undefined>;
      readonly detail: Latest<string>;
    }
  >;
  /** Of each plan that was made. */
  readonly plan: Latest<PlanData>;
  fewestObjects: number;
  fewestWorkloads: number;
  fewestNodes: number;
  readonly nodesSeenRunning: Set<string>;
  /** Whether an upgrade has changed something beside the objects that it sends. */
  upgraded: boolean;
  /** Whether the platform said that it is simulated. */
  simulated: boolean;
  readonly access: Latest<AccessView>;
  /** Whether a cluster was asked for in this run, or found. */
  readonly clusterNews: Set<string>;
  readonly objects: Map<string, { readonly component: Latest<string>; readonly unchanged: Latest<boolean> }>;
  readonly workloadsSeenReady: Set<string>;
  readonly workloads: Map<string, { readonly component: Latest<string>; readonly ready: Latest<boolean> }>;
  readonly rejections: Set<number>;
  /** How much the first look found to remove. */
  readonly toRemove: Earliest<number>;
  readonly removed: Set<string>;
  readonly components: Map<string, ComponentState>;
  readonly waits: Latest<readonly WaitView[]>;
  readonly changes: Latest<readonly ForeignChange[]>;
  /** By text, with the first event that said it. */
  readonly warnings: Map<string, Earliest<number>>;
}

export function beginRunState(header: RunHeader): RunState {
  return {
    header,
    lastEventId: 0,
    attempt: 0,
    state: new Latest(),
    unknown: undefined,
    error: new Latest(),
    worker: new Latest(),
    pausedBecause: new Latest(),
    succeeded: new Latest(),
    startedAt: new Earliest(),
    attemptStartedAt: new Latest(),
    endedAt: new Latest(),
    firstSteps: new Earliest(),
    steps: new Latest(),
    stepStates: new Map(),
    stepsDone: new Map(),
    phaseTimes: new Map(),
    plan: new Latest(),
    fewestObjects: Infinity,
    fewestWorkloads: Infinity,
    fewestNodes: Infinity,
    nodesSeenRunning: new Set(),
    upgraded: false,
    simulated: false,
    access: new Latest(),
    clusterNews: new Set(),
    objects: new Map(),
    workloadsSeenReady: new Set(),
    workloads: new Map(),
    rejections: new Set(),
    toRemove: new Earliest(),
    removed: new Set(),
    components: new Map(),
    waits: new Latest(),
    changes: new Latest(),
    warnings: new Map(),
  };
}

const runStates: Readonly<Record<string, RunStateName>> = {
  'run.queued': 'queued',
  'run.retried': 'queued',
  'run.started': 'running',
  'run.resumed': 'running',
  'run.paused': 'paused',
  'run.continued': 'running',
  'run.succeeded': 'succeeded',
  'run.failed': 'failed',
  'run.cancelled': 'cancelled',
};

const stepStates: Readonly<Record<string, StepState>> = {
  'step.started': 'running',
  'step.succeeded': 'succeeded',
  'step.skipped': 'skipped',
  'step.failed': 'failed',
  'step.cancelled': 'cancelled',
};

/** Warnings of these types are shown at the object, workload or run, and pass. */
const passing = /^(object|workload|gate|drift)\.|^run\.paused$/;

/** What platforms call a running node. */
const runningNode = /^(running|ready)$/i;

/** Applies one event to the state, in place. Ignores data that does not match the catalogue. */
export function applyEvent(state: RunState, event: RunEvent): void {
  state.lastEventId = Math.max(state.lastEventId, event.id);
  state.attempt = Math.max(state.attempt, event.attempt);
  const definition = describeEvent(event.type);
  if (definition?.fact && event.phase) phaseTimes(state, event.phase).detail.set(event.id, event.message);
  if (event.severity === 'warning' && !passing.test(event.type)) {
    entry(state.warnings, event.message, () => new Earliest<number>()).set(event.id, event.id);
  }
  if (definition === undefined) keepUnknown(state, event);
  // Most lines of a long log are only text, so they change nothing.
  if (definition === undefined || !changesMore(event)) return;
  if (!definition.data.safeParse(event.data ?? {}).success) return;
  applyRunEvent(state, event);
  applyStepEvent(state, event);
  applyInstallEvent(state, event);
}

function keepUnknown(state: RunState, { id, type }: RunEvent): void {
  if (type.startsWith('run.') && id > (state.unknown?.id ?? 0)) state.unknown = { id, word: type.slice('run.'.length) };
}

function changesMore({ type, component }: RunEvent): boolean {
  return component !== undefined || /^(run|step)\./.test(type) || Object.hasOwn(appliers, type);
}

function applyRunEvent(state: RunState, event: RunEvent): void {
  const next = runStates[event.type] ?? stateAfterLoss(event);
  if (next === undefined) return;
  const { id, time } = event;
  state.state.set(id, next);
  if (next === 'succeeded') state.succeeded.set(id, true);
  state.endedAt.set(id, isFinal(next) ? time : undefined);
  state.pausedBecause.set(id, next === 'paused' ? event.message : undefined);
  state.error.set(id, next === 'failed' ? (event.data?.['error'] as ErrorReport | undefined) : undefined);
  if (isReleased(event, next)) state.worker.set(id, undefined);
  if (isStart(event)) applyStart(state, event);
}

function isStart({ type }: RunEvent): boolean {
  return type === 'run.started' || type === 'run.resumed';
}

/** Nobody works on the run until a process claims it. */
function isReleased({ data }: RunEvent, next: RunStateName): boolean {
  return next === 'queued' || isFinal(next) || data?.['released'] === true;
}

function isFinal(state: RunStateName): boolean {
  return finalRunStates.includes(state);
}

function applyStart(state: RunState, { id, time, data }: RunEvent): void {
  const { steps, worker } = data as DataOf<'run.started'>;
  state.worker.set(id, worker && { ...worker, since: time });
  state.startedAt.set(id, time);
  state.attemptStartedAt.set(id, time);
  state.firstSteps.set(id, steps);
  state.steps.set(id, steps);
}

/** The final state of a run whose last events were lost. */
function stateAfterLoss({ type, data }: RunEvent): RunStateName | undefined {
  return type === 'run.events-missing' ? (data as DataOf<'run.events-missing'>).state : undefined;
}

function applyStepEvent(state: RunState, event: RunEvent): void {
  const next = stepStates[event.type];
  const { id, time, phase, step } = event;
  if (next === undefined || phase === undefined || step === undefined) return;
  entry(state.stepStates, step, () => ({ phase, state: new Latest<StepState>() })).state.set(id, next);
  const times = phaseTimes(state, phase);
  if (next === 'running') times.startedAt.set(id, time);
  // A skipped step ended in an earlier attempt, so it does not extend the phase.
  if (next !== 'skipped') times.endedAt.set(id, next === 'running' ? undefined : time);
  if (typeof event.data?.['detail'] === 'string') times.detail.set(id, event.data['detail']);
  if (next === 'succeeded' || next === 'skipped') entry(state.stepsDone, phase, () => new Set()).add(step);
}

function applyInstallEvent(state: RunState, event: RunEvent): void {
  if (event.component !== undefined) component(state, event.component).startedAt.set(event.id, event.time);
  const apply = Object.hasOwn(appliers, event.type) ? appliers[event.type] : undefined;
  apply?.(state, event, event.data ?? {});
}

type Apply = (state: RunState, event: RunEvent, data: Readonly<Record<string, unknown>>) => void;

const applyCluster: Apply = (state, { type }, { nodes }) => {
  state.clusterNews.add(type);
  if (typeof nodes === 'number') state.fewestNodes = Math.min(state.fewestNodes, nodes);
};

const applyObject: Apply = (state, { id, type, component: owner }, data) => {
  const object = entry(state.objects, String(data['object']), () => ({
    component: new Latest<string>(),
    unchanged: new Latest<boolean>(),
  }));
  if (owner !== undefined) object.component.set(id, owner);
  object.unchanged.set(id, type !== 'object.applied');
};

const applyWorkload: Apply = (state, { id, type, component: owner }, data) => {
  const name = String(data['workload']);
  const ready = type === 'workload.ready';
  const workload = entry(state.workloads, name, () => ({
    component: new Latest<string>(),
    ready: new Latest<boolean>(),
  }));
  if (owner !== undefined) workload.component.set(id, owner);
  workload.ready.set(id, ready);
  if (ready) state.workloadsSeenReady.add(name);
};

function touch(state: RunState): void {
  state.upgraded = true;
}

/** What each type of event about cluster and objects changes. */
const appliers: Readonly<Record<string, Apply>> = {
  'connection.simulated': (state) => {
    state.simulated = true;
  },
  'access.ready': (state, { id }, { dashboard, how, user }) => {
    if (typeof how !== 'string') return;
    state.access.set(id, {
      dashboard: typeof dashboard === 'string' ? dashboard : null,
      how,
      ...(typeof user === 'string' && { user }),
    });
  },
  'cluster.requested': applyCluster,
  'cluster.found': applyCluster,
  'cluster.ready': applyCluster,
  'cluster.node': (state, _event, { node, phase }) => {
    if (runningNode.test(String(phase))) state.nodesSeenRunning.add(String(node));
  },
  'plan.made': (state, { id }, data) => {
    const plan = data as PlanData;
    state.plan.set(id, plan);
    state.fewestObjects = Math.min(state.fewestObjects, plan.objects);
    state.fewestWorkloads = Math.min(state.fewestWorkloads, plan.workloads);
  },
  'object.applied': applyObject,
  'object.unchanged': applyObject,
  'object.kept': applyObject,
  'object.rejected': (state, { id }) => {
    state.rejections.add(id);
  },
  'removal.planned': (state, { id }, { goes }) => {
    state.toRemove.set(id, Number(goes));
  },
  'object.removed': (state, { id }) => {
    state.removed.add(String(id));
  },
  'object.failed': (state, event) => {
    if (event.component !== undefined) component(state, event.component).failed.set(event.id, true);
  },
  'workload.ready': applyWorkload,
  'workload.waiting': applyWorkload,
  'workload.unready': applyWorkload,
  'wait.changed': (state, { id }, { waits }) => {
    state.waits.set(id, waits as WaitView[]);
  },
  'upgrade.prepared': touch,
  'upgrade.rewritten': touch,
  'upgrade.removed': touch,
  'drift.changed': (state, { id }, { changes }) => {
    state.changes.set(id, changes as ForeignChange[]);
  },
  'component.ready': (state, event) => {
    if (event.component === undefined) return;
    component(state, event.component).ready.set(event.id, event.time);
    component(state, event.component).failed.set(event.id, false);
  },
};

function component(state: RunState, name: string): ComponentState {
  return entry(state.components, name, () => ({
    startedAt: new Earliest<string>(),
    ready: new Latest<string>(),
    failed: new Latest<boolean>(),
  }));
}

function phaseTimes(
  state: RunState,
  phase: PhaseName,
): { startedAt: Earliest<string>; endedAt: Latest<string | undefined>; detail: Latest<string> } {
  return entry(state.phaseTimes, phase, () => ({
    startedAt: new Earliest<string>(),
    endedAt: new Latest<string | undefined>(),
    detail: new Latest<string>(),
  }));
}

import { requester } from './principal.ts';
import { z } from 'zod';
import { foreignChange } from './drift.ts';

/** What a run does. `create` is the whole job: cluster, Kubeflow, hand-over. `upgrade` brings Kubeflow to another release. */
export const runKind = z.enum(['create', 'upgrade', 'uninstall', 'remove-left-over', 'uninstall-found', 'delete']);
export type RunKind = z.infer<typeof runKind>;

export const runStateName = z.enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']);
export type RunStateName = z.infer<typeof runStateName>;

/** A state as it is shown: a newer server may have one that this version does not know. */
const shownRunState = z.enum([...runStateName.options, 'unknown']);
type ShownRunState = z.infer<typeof shownRunState>;

/** States in which a run has ended. */
export const finalRunStates: readonly ShownRunState[] = ['succeeded', 'failed', 'cancelled'];

/** The stages that a person sees, in order. A run shows those in which it has steps. */
export const phaseName = z.enum([
  'release',
  'connect',
  'cluster',
  'preflight',
  'plan',
  'install',
  'handover',
  'uninstall',
  'delete',
]);
export type PhaseName = z.infer<typeof phaseName>;

export const severity = z.enum(['debug', 'info', 'warning', 'error']);
export type Severity = z.infer<typeof severity>;

export const errorReport = z.object({
  code: z.string(),
  kind: z.string(),
  message: z.string(),
  cause: z.string(),
  fix: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export type ErrorReport = z.infer<typeof errorReport>;

/**
 * One line of a run's history. The list is append-only and the same for the
 * stream, the terminal and the API. `message` is complete in itself; `data`
 * holds what machines need (its shape depends on `type`, see the event catalogue).
 * A newer server may have words that this version does not know: they are read
 * as the plainest one that it knows.
 */
export const runEvent = z.object({
  /** Increases by one from event to event of a run. If the database lost events, `run.events-missing` stands for them. */
  id: z.int().min(1),
  runId: z.string(),
  time: z.iso.datetime(),
  attempt: z.int().min(1),
  type: z.string(),
  severity: severity.catch('info'),
  phase: phaseName.optional().catch(undefined),
  step: z.string().optional(),
  component: z.string().optional(),
  /** Error code, if the event reports an error. */
  code: z.string().optional(),
  message: z.string(),
  data: z.record(z.string(), z.unknown()).optional(),
});
export type RunEvent = z.infer<typeof runEvent>;

/** A state that this version does not know must not look like work that never ends. */
const workState = z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled', 'skipped']).catch('waiting');

export const phaseView = z.object({
  name: phaseName,
  title: z.string(),
  state: workState,
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  /** The latest fact of this phase in one line, for example `Kubernetes v1.36.3, 4 nodes`. */
  detail: z.string().optional(),
  /** The result of this phase existed before the run, so its duration is no basis for an estimate. */
  alreadyThere: z.boolean().optional(),
});

function isKnownPhase(phase: unknown): boolean {
  return typeof phase === 'object' && phase !== null && 'name' in phase && phaseName.safeParse(phase.name).success;
}

/**
 * What kind of thing is waited for. `server`: the API server itself answers
 * nothing; `answers`: what was sent is on its way; `objects`: all else that
 * becomes ready by itself.
 */
export const waitReason = z.enum([
  'server',
  'kinds',
  'webhooks',
  'secrets',
  'namespaces',
  'pods',
  'answers',
  'objects',
]);
export type WaitReason = z.infer<typeof waitReason>;

/** Something that is being waited for. */
export const waitView = z.object({
  /** What: a gate's id or a workload, for example `webhook kubeflow/kserve-webhook-server-service`. */
  what: z.string(),
  /** Absent in runs of earlier versions. */
  reason: waitReason.optional().catch(undefined),
  component: z.string().optional(),
  since: z.iso.datetime(),
  /** Why it is not there yet, in plain words, when known: pod reasons, events. */
  why: z.string().optional(),
  severity: severity.catch('info'),
  /** Its turn comes after the other waits. Shown for a component that would otherwise seem to wait for nothing. */
  later: z.boolean().optional(),
});

/** How to reach the dashboard, as found in the hand-over. */
export const accessView = z.object({
  /** Its address after `how` is done. Null if there is no dashboard. */
  dashboard: z.string().nullable(),
  /** The command that makes it reachable, or why there is none. */
  how: z.string(),
  /** Who signs in. */
  user: z.string().optional(),
  /** What else to know, in sentences: where a name must lead, whom browsers must trust, plain HTTP. */
  notes: z.array(z.string()).optional(),
});
export type AccessView = z.infer<typeof accessView>;

/** Whether the dashboard has no address of its own, so that it is reached through the API server. */
export function needsForward({ dashboard, how }: AccessView): boolean {
  return dashboard !== null && how.startsWith('kubectl');
}

export const componentView = z.object({
  name: z.string(),
  title: z.string(),
  state: workState,
  objects: z.object({ applied: z.int(), total: z.int() }),
  workloads: z.object({ ready: z.int(), total: z.int() }),
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  waiting: z.array(waitView),
});

/** The process that works on a run. */
const workerView = z.object({
  /** A new one at each start of the process. */
  id: z.string(),
  /** The host name of its machine, or of its pod. */
  host: z.string(),
  processId: z.int(),
  since: z.iso.datetime(),
});
export type WorkerView = z.infer<typeof workerView>;

const runViewFields = z.object({
  id: z.string(),
  installation: z.string(),
  kind: runKind.catch('create'),
  state: shownRunState,
  /** The server's word for a state that is `unknown` here. */
  unknownState: z.string().optional(),
  /** Why it is paused, while it is. */
  pausedBecause: z.string().optional(),
  attempt: z.int(),
  /** Who asked for the run; absent in runs of earlier versions. */
  requestedBy: requester.optional(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  /** Start of the newest attempt, so that a retry does not count the time between attempts. */
  attemptStartedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  /** Who works on it, while someone does; absent in runs of earlier versions. A process that died is named until another takes over. */
  worker: workerView.optional(),
  /** 0 to 1, computed by the server. Never decreases within a run. */
  progress: z.number().min(0).max(1),
  /** Phases that this version does not know are left out. */
  phases: z.preprocess((phases) => (Array.isArray(phases) ? phases.filter(isKnownPhase) : phases), z.array(phaseView)),
  release: z.object({ name: z.string(), version: z.string() }).optional(),
  /** The platform or the cluster is simulated: nothing runs in its pods. */
  simulated: z.boolean().optional(),
  /** How the dashboard is reached; absent before the hand-over. */
  access: accessView.optional(),
  objects: z.object({
    total: z.int(),
    /** Acknowledged by the server in this run, those found unchanged included. */
    applied: z.int(),
    unchanged: z.int(),
    /** Answers of the API server that refused an object; 0 in a good plan. */
    rejected: z.int(),
  }),
  workloads: z.object({ total: z.int(), ready: z.int() }),
  /** What an uninstall removes; absent in other runs. */
  removal: z.object({ total: z.int(), removed: z.int() }).optional(),
  components: z.array(componentView),
  waiting: z.array(waitView),
  /** It ended before it changed anything on the platform or in the cluster. */
  untouched: z.boolean().optional(),
  /** Known changes by others to the installation. An older server does not send them. */
  changes: z.array(foreignChange).default([]),
  warnings: z.array(z.string()),
  error: errorReport.optional(),
  lastEventId: z.int(),
});

/** A run as page, terminal and API show it: the fold of its events. */
export const runView = z.preprocess(readState, runViewFields);
export type RunView = z.infer<typeof runView>;

function readState(view: unknown): unknown {
  if (typeof view !== 'object' || view === null || !('state' in view) || typeof view.state !== 'string') return view;
  return shownRunState.safeParse(view.state).success ? view : { ...view, state: 'unknown', unknownState: view.state };
}
export type PhaseView = z.infer<typeof phaseView>;
export type ComponentView = z.infer<typeof componentView>;
export type WaitView = z.infer<typeof waitView>;

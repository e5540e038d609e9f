import { requester } from './principal.ts';
import { z } from 'zod';
import { foreignChange } from './drift.ts';

/** What a run does. `create` is the whole job: cluster, Kubeflow, hand-over. */
export const runKind = z.enum(['create', 'delete']);
export type RunKind = z.infer<typeof runKind>;

export const runStateName = z.enum(['queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled']);
export type RunStateName = z.infer<typeof runStateName>;

/** A state as it is shown: a newer server may have one that this version does not know. */
const shownRunState = z.enum([...runStateName.options, 'unknown']);
type ShownRunState = z.infer<typeof shownRunState>;

/** States that a run does not leave by itself. */
export const finalRunStates: readonly ShownRunState[] = ['succeeded', 'failed', 'cancelled'];

/** The stages a person thinks in, in order; a run shows those it has steps in. */
export const phaseName = z.enum([
  'release',
  'connect',
  'cluster',
  'preflight',
  'plan',
  'install',
  'handover',
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
  /** Rises by one from event to event of a run: no gap, no double. Where the database has lost some, `run.events-missing` stands for them. */
  id: z.int().min(1),
  runId: z.string(),
  time: z.iso.datetime(),
  attempt: z.int().min(1),
  type: z.string(),
  severity: severity.catch('info'),
  phase: phaseName.optional().catch(undefined),
  step: z.string().optional(),
  component: z.string().optional(),
  /** Error code, when it tells of one. */
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
  /** What the phase makes was there before this run: its time says nothing of how long that takes. */
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
  /** Nothing holds it up yet: its turn comes after what else is waited for. Said of a component that would otherwise seem to wait for nothing. */
  later: z.boolean().optional(),
});

/** What the hand-over found out about the way to the dashboard. */
export const accessView = z.object({
  /** Where a browser finds it once `how` is done; null where there is none. */
  dashboard: z.string().nullable(),
  /** The command that opens the way, or why there is none. */
  how: z.string(),
  /** Who signs in. */
  user: z.string().optional(),
});
export type AccessView = z.infer<typeof accessView>;

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
  /** Of the newest attempt: a retry does not count the time in which nobody worked on the run. */
  attemptStartedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  /** 0 to 1, computed by the server; never goes back within a run. */
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
  components: z.array(componentView),
  waiting: z.array(waitView),
  /** It ended before it had changed anything at the platform or in the cluster. */
  untouched: z.boolean().optional(),
  /** What others are known to have changed or removed of the installation. Absent in what an older server tells. */
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

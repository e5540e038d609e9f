import { requester } from '../api/principal.ts';
import { z } from 'zod';
import { foreignChange } from '../api/drift.ts';
import { nodeEvents } from './node-events.ts';
import { removalEvents } from './removal-events.ts';
import { runStateName, type Severity, waitReason } from '../api/run.ts';

/** One kind of event: what it says and what `data` holds. */
export interface EventDefinition {
  /** The usual severity; a single event may be more severe. */
  readonly severity: Severity;
  readonly description: string;
  readonly data: z.ZodObject;
  /** Its message is shown beside the phase's name, as the latest fact. */
  readonly fact?: true;
}

const nothing = z.object({});
/** Who asked, where someone did; absent in runs of earlier versions. */
const asked = z.object({ by: requester.optional() });
const object = z.object({
  /** `Kind namespace/name`, or `Kind name`: the same text for the same object each time. */
  object: z.string(),
});
const workload = z.object({ workload: z.string(), why: z.string().optional(), hint: z.string().optional() });
const step = z.object({
  title: z.string(),
  /** The result in a few words, shown beside the phase. */
  detail: z.string().optional(),
});
const error = z.object({ error: z.record(z.string(), z.unknown()) });
/** A check of the running Kubeflow, and its result or what it waits for. */
const verifiedCheck = z.object({ check: z.string(), state: z.string() });
/** The process that works on the run; absent in runs of earlier versions. */
const worker = z.object({ id: z.string(), host: z.string(), processId: z.int() });
const plannedStep = z.object({ name: z.string(), phase: z.string(), title: z.string() });

/** Every type of event. docs/events.md lists the same (a test holds them equal). */
export const eventCatalogue = {
  'run.queued': { severity: 'info', description: 'A run was requested.', data: asked.extend({ kind: z.string() }) },
  'run.started': {
    severity: 'info',
    description: 'A worker started the run for the first time. Lists its steps and names the process.',
    data: z.object({ steps: z.array(plannedStep), worker: worker.optional() }),
  },
  'run.resumed': {
    severity: 'info',
    description: 'A worker resumed the run after a stop, a crash or a retry. Finished steps are kept.',
    data: z.object({ steps: z.array(plannedStep), worker: worker.optional() }),
  },
  'run.paused': {
    severity: 'info',
    description:
      'The worker is shutting down and releases the run: another process resumes it, or the next start. With a code: the disk is full, and the run waits for free space.',
    data: z.object({ released: z.boolean().optional() }),
  },
  'run.continued': {
    severity: 'info',
    description: 'The reason for the pause is gone, and the run continues.',
    data: nothing,
  },
  'run.succeeded': { severity: 'info', description: 'All steps are done.', data: nothing },
  'run.failed': {
    severity: 'error',
    description: 'A step failed and the run stopped. It can be retried.',
    data: error,
  },
  'run.cancel-requested': { severity: 'info', description: 'Someone asked to cancel the run.', data: asked },
  'run.cancelled': {
    severity: 'info',
    description: 'The run stopped because someone asked for it. It can be retried.',
    data: nothing,
  },
  'run.retried': { severity: 'info', description: 'Someone asked to retry from the failed step.', data: asked },

  'upgrade.planned': {
    severity: 'info',
    description: 'What an upgrade does was computed from the cluster: how many objects, by what becomes of them.',
    data: z.object({ counts: z.record(z.string(), z.int()) }),
    fact: true,
  },
  'upgrade.prepared': {
    severity: 'info',
    description:
      'Something was done right before an object was sent: its predecessor was stopped or started, its path was handed over, or the object itself was deleted and made again.',
    data: object.extend({ verb: z.string(), before: z.string() }),
  },
  'upgrade.rewritten': {
    severity: 'info',
    description:
      'Every object of a definition was written again, so that it is stored in a version that the new release has.',
    data: object.extend({ count: z.int(), version: z.string() }),
  },
  'upgrade.removed': {
    severity: 'info',
    description: 'An object that the new release does not have was removed.',
    data: object,
  },
  'upgrade.not-removed': {
    severity: 'warning',
    description: 'An object that the new release does not have could not be removed, or a finalizer keeps it.',
    data: object.extend({ why: z.string().optional() }),
  },

  'run.events-missing': {
    severity: 'warning',
    description:
      'Events are missing here because files of the embedded database are damaged. Says how many, and the state of the run if it has ended.',
    data: z.object({ count: z.int(), state: runStateName.optional() }),
  },

  'step.started': { severity: 'info', description: 'A step began.', data: step },
  'step.succeeded': { severity: 'info', description: 'A step is finished and recorded.', data: step },
  'step.skipped': {
    severity: 'info',
    description: 'A step was done in an earlier attempt with the same input.',
    data: step,
  },
  'step.failed': { severity: 'error', description: 'A step failed.', data: step.extend(error.shape) },
  'step.cancelled': { severity: 'info', description: 'A step was cancelled before it was done.', data: step },

  'release.progress': {
    severity: 'debug',
    description:
      'A release is being fetched from upstream. Says what is downloaded or rendered now, and the progress from 0 to 1.',
    data: z.object({ progress: z.number() }),
    fact: true,
  },

  'connection.layer': {
    severity: 'info',
    description: 'A layer of the connection was tested: name, TCP, TLS, login …',
    data: z.object({ layer: z.string(), ok: z.boolean() }),
    fact: true,
  },

  'connection.simulated': {
    severity: 'info',
    description: 'The platform reports that it is simulated: nothing runs in the pods of its clusters.',
    data: nothing,
  },

  'cluster.requested': {
    severity: 'info',
    description: 'The platform was asked for a cluster.',
    data: z.object({ id: z.string().optional(), name: z.string().optional(), nodes: z.int().optional() }),
    fact: true,
  },
  'cluster.found': {
    severity: 'info',
    description: 'An existing cluster, or the cluster of an earlier attempt, was found.',
    data: z.object({ nodes: z.int().optional() }),
    fact: true,
  },
  'cluster.status': {
    severity: 'info',
    description: 'The state of the cluster, as the platform calls it.',
    data: z.object({ status: z.string() }),
    fact: true,
  },
  'cluster.node': {
    severity: 'info',
    description: 'A node changed its phase.',
    data: z.object({ node: z.string(), phase: z.string(), reason: z.string().optional() }),
  },
  'cluster.note': {
    severity: 'info',
    description: 'A note about the cluster for the user.',
    data: nothing,
  },
  'cluster.ready': {
    severity: 'info',
    description: 'The API server of the cluster answers, and all nodes exist.',
    data: z.object({ version: z.string().optional(), nodes: z.int().optional() }),
    fact: true,
  },
  'cluster.slow': {
    severity: 'warning',
    description: 'Creating the cluster takes longer than usual.',
    data: z.object({ seconds: z.number() }),
  },
  'cluster.started': { severity: 'info', description: 'Someone started the stopped cluster.', data: asked },
  'cluster.stopped': { severity: 'info', description: 'Someone stopped the cluster.', data: asked },
  'cluster.deleted': { severity: 'info', description: 'The cluster is gone.', data: nothing, fact: true },

  ...nodeEvents,

  'preflight.check': {
    severity: 'info',
    description: 'A preflight check has finished.',
    data: z.object({
      id: z.string(),
      outcome: z.enum(['passed', 'warning', 'failed', 'unknown']),
      severity: z.string().optional(),
      evidence: z.string().optional(),
    }),
  },
  'preflight.overridden': {
    severity: 'warning',
    description:
      'A failed preflight check does not stop the run, because `spec.kubeflow.overrides` names it. Says the reason.',
    data: asked.extend({ id: z.string(), reason: z.string() }),
  },
  'plan.made': {
    severity: 'info',
    description: 'What will be installed, in numbers.',
    data: z.object({
      release: z.object({ name: z.string(), version: z.string() }),
      objects: z.int(),
      workloads: z.int(),
      components: z.array(z.object({ name: z.string(), title: z.string(), objects: z.int(), workloads: z.int() })),
    }),
    fact: true,
  },
  'credentials.generated': {
    severity: 'info',
    description: 'A password for a user was generated and stored encrypted. The published default is not used.',
    data: z.object({ email: z.string().optional() }),
  },

  'credentials.read-back': {
    severity: 'info',
    description: 'The cluster has Secrets of an earlier installation: their passwords are kept, and stored encrypted.',
    data: z.object({ secrets: z.array(z.string()) }),
  },
  'kubeconfig.revealed': { severity: 'info', description: 'Someone viewed the kubeconfig.', data: asked },
  'dashboard.opened': {
    severity: 'info',
    description: 'Someone opened the dashboard through the server.',
    data: asked,
  },
  'kubeflow.verified': {
    severity: 'info',
    description: 'Someone started the checks of a running Kubeflow, which log in as the first user.',
    data: asked,
  },
  'proxy.checked': {
    severity: 'info',
    description: 'Someone started a check of the cluster’s proxy, with a test pod in it.',
    data: asked,
  },
  'support.collected': {
    severity: 'info',
    description: 'Someone collected a support bundle.',
    data: asked,
  },
  'user.added': { severity: 'info', description: 'Someone added a user of Kubeflow.', data: asked },
  'user.removed': { severity: 'info', description: 'Someone removed a user of Kubeflow.', data: asked },
  'user.rights-changed': {
    severity: 'info',
    description: 'Someone changed what a user of Kubeflow may do in namespaces of others.',
    data: asked,
  },
  'user.limits-changed': {
    severity: 'info',
    description: 'Someone changed the limits of a namespace that a user of Kubeflow owns.',
    data: asked,
  },
  'user.password-reset': {
    severity: 'info',
    description: 'Someone gave a user of Kubeflow another password.',
    data: asked,
  },
  'credentials.revealed': {
    severity: 'info',
    description: 'Someone viewed the password.',
    data: asked,
  },

  'object.applied': { severity: 'debug', description: 'The API server accepted an object.', data: object },
  'object.unchanged': { severity: 'debug', description: 'An object already exists exactly as planned.', data: object },
  'object.kept': {
    severity: 'info',
    description: 'A CRD in the cluster is newer than the CRD of the release and is not changed.',
    data: object.extend({ because: z.string() }),
  },
  'ownership.taken': {
    severity: 'warning',
    description:
      'MLAnywhere now manages software of another owner or installation, because `spec.kubeflow.takeOver` allows it.',
    data: z.object({ word: z.string(), from: z.string(), objects: z.array(z.string()) }),
  },
  'object.rejected': {
    severity: 'warning',
    description:
      'The API server rejected an object. Reported for the first, tenth and hundredth time with the same reason.',
    data: object.extend({ times: z.int().optional() }),
  },
  'object.resent': {
    severity: 'debug',
    description:
      'An object was sent again after a temporary error. Reported for the first, tenth and hundredth retry of an outage.',
    data: object.extend({ times: z.int().optional() }),
  },
  'object.vanished': {
    severity: 'warning',
    description: 'Someone deleted an applied namespace or CRD. MLAnywhere sends it and its contents again.',
    data: object.extend({ contents: z.int() }),
  },
  'object.failed': { severity: 'error', description: 'An object could not be applied.', data: object },
  'object.touched': {
    severity: 'info',
    description:
      'The API server accepted a CRD but did not serve its kind. MLAnywhere added an annotation, which makes the server process the CRD again.',
    data: object,
  },
  ...removalEvents,
  'drift.changed': {
    severity: 'warning',
    description: 'The full list of known changes by others to the installation. Replaces the previous list.',
    data: z.object({ changes: z.array(foreignChange) }),
  },
  'gate.opened': {
    severity: 'debug',
    description: 'A condition that other objects waited for is now met.',
    data: z.object({ gate: z.string(), seconds: z.number() }),
  },
  'gate.slow': {
    severity: 'warning',
    description: 'A condition takes longer than usual, or needs action by a person.',
    data: z.object({ gate: z.string(), seconds: z.number() }),
  },
  'workload.ready': { severity: 'info', description: 'All pods of a workload are ready.', data: workload },
  'workload.waiting': { severity: 'info', description: 'A workload is not ready. Says why.', data: workload },
  'workload.unready': {
    severity: 'warning',
    description: 'A workload is no longer ready.',
    data: workload,
  },
  'wait.changed': {
    severity: 'debug',
    description: 'The full list of current waits. Replaces the previous list.',
    data: z.object({
      waits: z.array(
        z.object({
          what: z.string(),
          reason: waitReason.optional().catch(undefined),
          component: z.string().optional(),
          since: z.string(),
          why: z.string().optional(),
          severity: z.string(),
          later: z.boolean().optional(),
        }),
      ),
    }),
  },
  'component.ready': {
    severity: 'info',
    description: 'Everything of a component is applied and ready.',
    data: nothing,
  },

  'kubeconfig.stored': {
    severity: 'info',
    description: 'The administrator’s kubeconfig was fetched, checked and stored encrypted.',
    data: nothing,
  },
  'access.ready': {
    severity: 'info',
    description: 'How to open the dashboard.',
    data: z.object({
      dashboard: z.string().nullable().optional(),
      how: z.string().optional(),
      user: z.string().optional(),
    }),
    fact: true,
  },
  'verify.waiting': {
    severity: 'info',
    description: 'A check of the running Kubeflow waits for what it made.',
    data: verifiedCheck.pick({ check: true, state: true }),
    fact: true,
  },
  'verify.checked': {
    severity: 'info',
    description:
      'A check of the running Kubeflow passed, failed or was skipped. Says what it saw and how long it took.',
    data: verifiedCheck.extend({ milliseconds: z.number(), seen: z.string() }),
    fact: true,
  },
  'verify.failed': {
    severity: 'error',
    description: 'Checks of the running Kubeflow failed. Names them.',
    data: z.object({ checks: z.array(z.string()), passed: z.int() }),
    fact: true,
  },
  log: { severity: 'info', description: 'A line of text.', data: nothing },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof eventCatalogue;

/** The definition of an event type; undefined for a type that only a newer version knows. */
export function describeEvent(type: string): EventDefinition | undefined {
  return Object.hasOwn(eventCatalogue, type) ? eventCatalogue[type as EventType] : undefined;
}

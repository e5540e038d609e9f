import { requester } from '../api/principal.ts';
import { z } from 'zod';
import { foreignChange } from '../api/drift.ts';
import { runStateName, type Severity } from '../api/run.ts';

/** One kind of event: what it says and what `data` holds. */
export interface EventDefinition {
  /** The usual severity; a single event may be graver. */
  readonly severity: Severity;
  readonly description: string;
  readonly data: z.ZodObject;
  /** Its message is the latest fact of its phase, shown beside the phase's name. */
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
  /** What came out, in a few words; stands beside the phase. */
  detail: z.string().optional(),
});
const error = z.object({ error: z.record(z.string(), z.unknown()) });
const plannedStep = z.object({ name: z.string(), phase: z.string(), title: z.string() });

/** Every type of event. docs/events.md lists the same (a test holds them equal). */
export const eventCatalogue = {
  'run.queued': { severity: 'info', description: 'A run was asked for.', data: asked.extend({ kind: z.string() }) },
  'run.started': {
    severity: 'info',
    description: 'A worker took the run for the first time. Lists its steps.',
    data: z.object({ steps: z.array(plannedStep) }),
  },
  'run.resumed': {
    severity: 'info',
    description: 'A worker took the run again, after a stop, a crash or a retry. Finished steps are kept.',
    data: z.object({ steps: z.array(plannedStep) }),
  },
  'run.paused': {
    severity: 'info',
    description:
      'The worker is shutting down and the next start goes on; or, with a code, the disk is full and the run waits for room.',
    data: nothing,
  },
  'run.continued': {
    severity: 'info',
    description: 'What the run was waiting for is there: it goes on.',
    data: nothing,
  },
  'run.succeeded': { severity: 'info', description: 'All steps are done.', data: nothing },
  'run.failed': {
    severity: 'error',
    description: 'A step failed and the run stopped. It can be retried.',
    data: error,
  },
  'run.cancel-requested': { severity: 'info', description: 'Someone asked to stop the run.', data: asked },
  'run.cancelled': {
    severity: 'info',
    description: 'The run stopped because someone asked for it. It can be retried.',
    data: nothing,
  },
  'run.retried': { severity: 'info', description: 'Someone asked to go on from the failed step.', data: asked },

  'run.events-missing': {
    severity: 'warning',
    description:
      'Events are lost here: the files of the embedded database are damaged. Says how many, and the state of a run that has ended.',
    data: z.object({ count: z.int(), state: runStateName.optional() }),
  },

  'step.started': { severity: 'info', description: 'A step began.', data: step },
  'step.succeeded': { severity: 'info', description: 'A step is done and recorded.', data: step },
  'step.skipped': {
    severity: 'info',
    description: 'A step was done in an earlier attempt with the same input.',
    data: step,
  },
  'step.failed': { severity: 'error', description: 'A step failed.', data: step.extend(error.shape) },
  'step.cancelled': { severity: 'info', description: 'A step was stopped before it was done.', data: step },

  'release.progress': {
    severity: 'debug',
    description:
      'A release is being fetched from upstream: what is downloaded or rendered now, and how far the fetch is (0 to 1).',
    data: z.object({ progress: z.number() }),
    fact: true,
  },

  'connection.layer': {
    severity: 'info',
    description: 'One layer of the connection was tried: name, TCP, TLS, login …',
    data: z.object({ layer: z.string(), ok: z.boolean() }),
    fact: true,
  },

  'connection.simulated': {
    severity: 'info',
    description: 'The platform says of itself that it is simulated: nothing runs in the pods of its clusters.',
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
    description: 'The cluster of an earlier attempt, or one that exists, was found.',
    data: z.object({ nodes: z.int().optional() }),
    fact: true,
  },
  'cluster.status': {
    severity: 'info',
    description: 'The platform’s own word for the cluster’s state.',
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
    description: 'Something about the cluster that a person should know.',
    data: nothing,
  },
  'cluster.ready': {
    severity: 'info',
    description: 'The cluster answers and all its nodes are there.',
    data: z.object({ version: z.string().optional(), nodes: z.int().optional() }),
    fact: true,
  },
  'cluster.slow': {
    severity: 'warning',
    description: 'Making the cluster takes longer than usual.',
    data: z.object({ seconds: z.number() }),
  },
  'cluster.deleted': { severity: 'info', description: 'The cluster is gone.', data: nothing, fact: true },

  'preflight.check': {
    severity: 'info',
    description: 'One question about the cluster was answered.',
    data: z.object({
      id: z.string(),
      outcome: z.enum(['passed', 'warning', 'failed', 'unknown']),
      evidence: z.string().optional(),
    }),
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
    description: 'A user’s password was made and stored encrypted; the published default is not used.',
    data: z.object({ email: z.string().optional() }),
  },

  'credentials.read-back': {
    severity: 'info',
    description: 'The cluster has Secrets of an earlier installation: their passwords are kept, and stored encrypted.',
    data: z.object({ secrets: z.array(z.string()) }),
  },
  'kubeconfig.revealed': { severity: 'info', description: 'Someone read the kubeconfig back.', data: asked },
  'credentials.revealed': {
    severity: 'info',
    description: 'Someone read the password back, deliberately.',
    data: asked,
  },

  'object.applied': { severity: 'debug', description: 'The API server took an object.', data: object },
  'object.unchanged': { severity: 'debug', description: 'An object was there already, just as planned.', data: object },
  'object.kept': {
    severity: 'info',
    description: 'A definition in the cluster is newer than the release’s and stays as it is.',
    data: object.extend({ because: z.string() }),
  },
  'ownership.taken': {
    severity: 'warning',
    description:
      'Software of another owner, or another installation, is changed from here on, because `spec.kubeflow.takeOver` says so.',
    data: z.object({ word: z.string(), from: z.string(), objects: z.array(z.string()) }),
  },
  'object.rejected': {
    severity: 'warning',
    description: 'The API server refused an object: for the first, the tenth, the hundredth time for this reason.',
    data: object.extend({ times: z.int().optional() }),
  },
  'object.resent': {
    severity: 'debug',
    description:
      'An object was sent again after a passing error: the first, the tenth, the hundredth request of an outage.',
    data: object.extend({ times: z.int().optional() }),
  },
  'object.vanished': {
    severity: 'warning',
    description:
      'A namespace or a definition that the API server had taken is gone. It is sent again, with what was in it.',
    data: object.extend({ contents: z.int() }),
  },
  'object.failed': { severity: 'error', description: 'An object could not be applied.', data: object },
  'object.touched': {
    severity: 'info',
    description:
      'A definition that the API server had for long without serving its kind was given an annotation, so that the server looks at it again.',
    data: object,
  },
  'drift.changed': {
    severity: 'warning',
    description: 'All that others are known to have changed or removed of the installation; replaces the list before.',
    data: z.object({ changes: z.array(foreignChange) }),
  },
  'gate.opened': {
    severity: 'debug',
    description: 'A condition in the cluster came true that other objects waited for.',
    data: z.object({ gate: z.string(), seconds: z.number() }),
  },
  'gate.slow': {
    severity: 'warning',
    description: 'A condition takes longer than usual, or somebody has to do something about it.',
    data: z.object({ gate: z.string(), seconds: z.number() }),
  },
  'workload.ready': { severity: 'info', description: 'All pods of a workload are ready.', data: workload },
  'workload.waiting': { severity: 'info', description: 'A workload is not ready, with the reason.', data: workload },
  'workload.unready': {
    severity: 'warning',
    description: 'A workload that was ready is not any more.',
    data: workload,
  },
  'wait.changed': {
    severity: 'debug',
    description: 'All that is being waited for now; replaces the list before.',
    data: z.object({
      waits: z.array(
        z.object({
          what: z.string(),
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
    description: 'How to get to the dashboard.',
    data: z.object({
      dashboard: z.string().nullable().optional(),
      how: z.string().optional(),
      user: z.string().optional(),
    }),
    fact: true,
  },
  log: { severity: 'info', description: 'A line of text.', data: nothing },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof eventCatalogue;

/** The definition of a type; undefined for one of a newer version. */
export function describeEvent(type: string): EventDefinition | undefined {
  return Object.hasOwn(eventCatalogue, type) ? eventCatalogue[type as EventType] : undefined;
}

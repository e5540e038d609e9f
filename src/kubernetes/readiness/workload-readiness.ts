import { conditionOf, failed, ready, waiting, wordsOf, type Readiness } from '../objects/conditions.ts';
import type { KubernetesObject } from '../objects/object.ts';

/** The fields of workloads that their readiness is read from. Source: Kubernetes API reference, apps/v1 and batch/v1. */
interface Workload {
  readonly spec?: {
    readonly replicas?: number;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
    readonly suspend?: boolean;
    readonly completions?: number;
  };
  readonly status?: {
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly numberReady?: number;
    readonly observedGeneration?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly active?: number;
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
  };
}

const partsOf = (
  object: KubernetesObject,
): { spec: NonNullable<Workload['spec']>; status: NonNullable<Workload['status']> } => {
  const { spec = {}, status = {} } = object as Workload;
  return { spec, status };
};

const count = (have: number, want: number, what: string): string => `${have} of ${want} ${what}`;

export function deploymentReadiness(object: KubernetesObject): Readiness {
  const { spec, status } = partsOf(object);
  const want = spec.replicas ?? 1;
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.status === 'False' && progressing.reason === 'ProgressDeadlineExceeded')
    return failed(wordsOf(progressing, 'it made no progress in its time'));
  if (status.observedGeneration === undefined) return waiting('the deployment controller has not seen it yet');
  return refusedReplicas(object) ?? rolloutReadiness(object, want);
}

function rolloutReadiness(object: KubernetesObject, want: number): Readiness {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = partsOf(object).status;
  if (updatedReplicas < want) return waiting(count(updatedReplicas, want, 'replicas are updated'));
  if (replicas > updatedReplicas) return waiting(endingWords(replicas - updatedReplicas, 'old'));
  if (availableReplicas < updatedReplicas)
    return waiting(count(availableReplicas, updatedReplicas, 'replicas are available'));
  const available = conditionOf(object, 'Available');
  if (want > 0 && available?.status === 'False') return waiting(wordsOf(available, 'it is not available yet'));
  return ready(count(availableReplicas, want, 'replicas are available'));
}

function endingWords(replicas: number, which: string): string {
  return replicas === 1 ? `1 ${which} replica is still ending` : `${replicas} ${which} replicas are still ending`;
}

/** Quotas, webhooks and pod security can keep pods from being made at all. */
function refusedReplicas(object: KubernetesObject): Readiness | undefined {
  const refused = conditionOf(object, 'ReplicaFailure');
  return refused?.status === 'True'
    ? waiting(`its pods cannot be created: ${wordsOf(refused, 'no reason given')}`)
    : undefined;
}

export function statefulSetReadiness(object: KubernetesObject): Readiness {
  const { spec, status } = partsOf(object);
  const want = spec.replicas ?? 1;
  const { readyReplicas = 0, replicas = 0 } = status;
  if (status.observedGeneration === undefined) return waiting('the statefulset controller has not seen it yet');
  if (readyReplicas < want) return waiting(count(readyReplicas, want, 'replicas are ready'));
  if (replicas > want) return waiting(endingWords(replicas - want, 'surplus'));
  return partitionedUpdate(object, want) ?? ready(count(readyReplicas, want, 'replicas are ready'));
}

/** Replicas below the partition keep the old revision on purpose; with OnDelete all of them do. */
function partitionedUpdate(object: KubernetesObject, want: number): Readiness | undefined {
  const { spec, status } = partsOf(object);
  const { type, rollingUpdate } = spec.updateStrategy ?? {};
  if (type === 'OnDelete' || status.currentRevision === status.updateRevision) return undefined;
  const toUpdate = Math.max(0, want - (rollingUpdate?.partition ?? 0));
  const { updatedReplicas = 0 } = status;
  return updatedReplicas < toUpdate ? waiting(count(updatedReplicas, toUpdate, 'replicas are updated')) : undefined;
}

export function daemonSetReadiness(object: KubernetesObject): Readiness {
  const { spec, status } = partsOf(object);
  if (status.observedGeneration === undefined || status.desiredNumberScheduled === undefined)
    return waiting('the daemonset controller has not seen it yet');
  const { desiredNumberScheduled: want, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
  if (spec.updateStrategy?.type !== 'OnDelete' && updatedNumberScheduled < want)
    return waiting(`it is updated on ${count(updatedNumberScheduled, want, 'nodes')}`);
  if (numberAvailable < want) return waiting(`it is available on ${count(numberAvailable, want, 'nodes')}`);
  return ready(`it is available on ${count(numberAvailable, want, 'nodes')}`);
}

export function replicaSetReadiness(object: KubernetesObject): Readiness {
  const { spec, status } = partsOf(object);
  const want = spec.replicas ?? 1;
  const refused = refusedReplicas(object);
  if (refused !== undefined) return refused;
  const { availableReplicas = 0 } = status;
  return availableReplicas < want
    ? waiting(count(availableReplicas, want, 'replicas are available'))
    : ready(count(availableReplicas, want, 'replicas are available'));
}

/** A Job is ready when its work is done: what waits for a Job waits for its result. */
export function jobReadiness(object: KubernetesObject): Readiness {
  const { spec, status } = partsOf(object);
  if (conditionOf(object, 'Complete')?.status === 'True') return ready('it has finished');
  const failure = conditionOf(object, 'Failed');
  if (failure?.status === 'True') return failed(`it failed: ${wordsOf(failure, 'no reason given')}`);
  if (spec.suspend === true) return waiting('it is suspended');
  const attempts = status.failed ? `, ${status.failed} ${status.failed === 1 ? 'attempt' : 'attempts'} failed` : '';
  return waiting(`${count(status.succeeded ?? 0, spec.completions ?? 1, 'pods have finished')}${attempts}`);
}

export function podReadiness(object: KubernetesObject): Readiness {
  const { status } = partsOf(object);
  if (status.phase === 'Succeeded') return ready('it has finished');
  if (status.phase === 'Failed')
    return failed(`it failed: ${status.message ?? status.reason ?? 'one of its containers ended with an error'}`);
  const condition = conditionOf(object, 'Ready');
  if (condition?.status === 'True') return ready('it is ready');
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False') return waiting(`no node takes it: ${wordsOf(scheduled, 'no reason given')}`);
  return waiting(
    wordsOf(condition, status.phase === undefined ? 'it is not started yet' : `it is ${status.phase.toLowerCase()}`),
  );
}

/** Kubeflow's Notebook; a stopped one is as it should be. Source: kubeflow/notebooks, notebook-controller. */
export function notebookReadiness(object: KubernetesObject): Readiness {
  const { status } = partsOf(object);
  if (object.metadata.annotations?.['kubeflow-resource-stopped'] !== undefined) return ready('it is stopped');
  return (status.readyReplicas ?? 0) > 0 ? ready('it is running') : waiting('its pod is not ready yet');
}

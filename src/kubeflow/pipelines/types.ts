/** States of a run and of its tasks. Source: Kubeflow Pipelines 2.16, v2beta1 API. */
export type RuntimeState =
  | 'RUNTIME_STATE_UNSPECIFIED'
  | 'PENDING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'SKIPPED'
  | 'FAILED'
  | 'CANCELING'
  | 'CANCELED'
  | 'PAUSED';

/** Why something failed. */
export interface RpcStatus {
  readonly code?: number;
  readonly message?: string;
}

export interface RuntimeStatus {
  /** ISO 8601. */
  readonly update_time?: string;
  readonly state?: RuntimeState;
  readonly error?: RpcStatus;
}

/** A pipeline. Its definition is in its versions. */
export interface Pipeline {
  readonly pipeline_id: string;
  readonly name?: string;
  readonly display_name?: string;
  readonly description?: string;
  readonly created_at?: string;
  readonly namespace?: string;
}

export interface PipelineVersion {
  readonly pipeline_id: string;
  readonly pipeline_version_id: string;
  readonly name?: string;
  readonly display_name?: string;
  readonly description?: string;
  readonly created_at?: string;
}

/** A group of runs. */
export interface Experiment {
  readonly experiment_id: string;
  readonly display_name?: string;
  readonly description?: string;
  readonly namespace?: string;
}

/** A node of a run's workflow: a task of the pipeline, its driver, or its executor. */
export interface TaskDetail {
  readonly task_id: string;
  readonly display_name?: string;
  readonly parent_task_id?: string;
  readonly state?: RuntimeState;
  readonly error?: RpcStatus;
  readonly state_history?: readonly RuntimeStatus[];
  readonly pod_name?: string;
  readonly child_tasks?: readonly { readonly task_id?: string; readonly pod_name?: string }[];
  readonly create_time?: string;
  readonly start_time?: string;
  readonly end_time?: string;
}

export interface Run {
  readonly run_id: string;
  readonly experiment_id?: string;
  readonly display_name?: string;
  readonly description?: string;
  readonly state?: RuntimeState;
  readonly error?: RpcStatus;
  readonly created_at?: string;
  readonly finished_at?: string;
  readonly run_details?: { readonly task_details?: readonly TaskDetail[] };
  readonly state_history?: readonly RuntimeStatus[];
}

/** What a new run is. */
export interface RunWish {
  readonly name: string;
  readonly description?: string;
  readonly experimentId: string;
  readonly pipelineId: string;
  readonly versionId: string;
  /** Values by the names of the pipeline's parameters. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Account that the pods run as; `default-editor` when left out. */
  readonly serviceAccount?: string;
}

/** States that no run leaves. */
const finalStates: ReadonlySet<RuntimeState | undefined> = new Set(['SUCCEEDED', 'SKIPPED', 'FAILED', 'CANCELED']);

export function isFinished({ state }: Pick<Run, 'state'>): boolean {
  return finalStates.has(state);
}

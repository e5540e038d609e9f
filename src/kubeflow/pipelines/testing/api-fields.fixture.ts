import type {
  Experiment,
  Pipeline,
  PipelineVersion,
  RpcStatus,
  Run,
  RuntimeState,
  RuntimeStatus,
  TaskDetail,
} from '../types.ts';

/** Type of a field: `string`, `int`, `bool`, `time`, `object` (any JSON object), another message, a list or a map of these. */
export type FieldType = string;

/** Fields of the messages that are sent or read, by their names in JSON. Source: the API description of Kubeflow Pipelines 2.16.1. */
export const messages = {
  Pipeline: {
    pipeline_id: 'string',
    display_name: 'string',
    name: 'string',
    description: 'string',
    created_at: 'time',
    namespace: 'string',
    error: 'Status',
  },
  PipelineVersion: {
    pipeline_id: 'string',
    pipeline_version_id: 'string',
    display_name: 'string',
    name: 'string',
    description: 'string',
    created_at: 'time',
    package_url: 'Url',
    code_source_url: 'string',
    pipeline_spec: 'object',
    error: 'Status',
  },
  Url: { pipeline_url: 'string' },
  Experiment: {
    experiment_id: 'string',
    display_name: 'string',
    description: 'string',
    created_at: 'time',
    namespace: 'string',
    storage_state: 'ExperimentStorageState',
    last_run_created_at: 'time',
  },
  Run: {
    experiment_id: 'string',
    run_id: 'string',
    display_name: 'string',
    storage_state: 'RunStorageState',
    description: 'string',
    pipeline_version_id: 'string',
    pipeline_spec: 'object',
    pipeline_version_reference: 'PipelineVersionReference',
    runtime_config: 'RuntimeConfig',
    service_account: 'string',
    created_at: 'time',
    scheduled_at: 'time',
    finished_at: 'time',
    state: 'RuntimeState',
    error: 'Status',
    run_details: 'RunDetails',
    recurring_run_id: 'string',
    state_history: 'list RuntimeStatus',
  },
  PipelineVersionReference: { pipeline_id: 'string', pipeline_version_id: 'string' },
  RuntimeConfig: { parameters: 'map object', pipeline_root: 'string' },
  RunDetails: {
    pipeline_context_id: 'string',
    pipeline_run_context_id: 'string',
    task_details: 'list PipelineTaskDetail',
  },
  PipelineTaskDetail: {
    run_id: 'string',
    task_id: 'string',
    display_name: 'string',
    create_time: 'time',
    start_time: 'time',
    end_time: 'time',
    executor_detail: 'PipelineTaskExecutorDetail',
    state: 'RuntimeState',
    execution_id: 'string',
    error: 'Status',
    inputs: 'map ArtifactList',
    outputs: 'map ArtifactList',
    parent_task_id: 'string',
    state_history: 'list RuntimeStatus',
    pod_name: 'string',
    child_tasks: 'list ChildTask',
  },
  ChildTask: { task_id: 'string', pod_name: 'string' },
  RuntimeStatus: { update_time: 'time', state: 'RuntimeState', error: 'Status' },
  Status: { code: 'int', message: 'string', details: 'list Any' },
  ListPipelineVersionsResponse: {
    pipeline_versions: 'list PipelineVersion',
    next_page_token: 'string',
    total_size: 'int',
  },
  ListExperimentsResponse: { experiments: 'list Experiment', total_size: 'int', next_page_token: 'string' },
  ListRunsResponse: { runs: 'list Run', total_size: 'int', next_page_token: 'string' },
} as const satisfies Record<string, Record<string, FieldType>>;

export type MessageName = keyof typeof messages;

export const enumerations = {
  RuntimeState: [
    'RUNTIME_STATE_UNSPECIFIED',
    'PENDING',
    'RUNNING',
    'SUCCEEDED',
    'SKIPPED',
    'FAILED',
    'CANCELING',
    'CANCELED',
    'PAUSED',
  ],
  ExperimentStorageState: ['STORAGE_STATE_UNSPECIFIED', 'AVAILABLE', 'ARCHIVED'],
  RunStorageState: ['STORAGE_STATE_UNSPECIFIED', 'AVAILABLE', 'ARCHIVED'],
} as const;

/** An operation of the API, with all that may be in its query. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query: readonly string[];
  /** Message of the body. */
  readonly body?: MessageName;
  /** Name of the file in a form. */
  readonly file?: string;
  /** Message of the answer; an empty object when left out. */
  readonly answer?: MessageName;
}

const pages = ['page_token', 'page_size', 'sort_by', 'filter'];

/** The operations that are called, by the names of their paths. Same source. */
export const operations = {
  getPipelineByName: { method: 'GET', path: '/pipelines/names/{name}', query: ['namespace'], answer: 'Pipeline' },
  uploadPipeline: {
    method: 'POST',
    path: '/pipelines/upload',
    query: ['name', 'display_name', 'description', 'namespace'],
    file: 'uploadfile',
    answer: 'Pipeline',
  },
  uploadPipelineVersion: {
    method: 'POST',
    path: '/pipelines/upload_version',
    query: ['name', 'display_name', 'pipelineid', 'description'],
    file: 'uploadfile',
    answer: 'PipelineVersion',
  },
  listVersions: {
    method: 'GET',
    path: '/pipelines/{pipeline_id}/versions',
    query: pages,
    answer: 'ListPipelineVersionsResponse',
  },
  deleteVersion: { method: 'DELETE', path: '/pipelines/{pipeline_id}/versions/{pipeline_version_id}', query: [] },
  deletePipeline: { method: 'DELETE', path: '/pipelines/{pipeline_id}', query: ['cascade'] },
  listExperiments: {
    method: 'GET',
    path: '/experiments',
    query: [...pages, 'namespace'],
    answer: 'ListExperimentsResponse',
  },
  createExperiment: { method: 'POST', path: '/experiments', query: [], body: 'Experiment', answer: 'Experiment' },
  deleteExperiment: { method: 'DELETE', path: '/experiments/{experiment_id}', query: [] },
  listRuns: {
    method: 'GET',
    path: '/runs',
    query: ['namespace', 'experiment_id', ...pages],
    answer: 'ListRunsResponse',
  },
  createRun: { method: 'POST', path: '/runs', query: ['experiment_id'], body: 'Run', answer: 'Run' },
  getRun: { method: 'GET', path: '/runs/{run_id}', query: ['experiment_id'], answer: 'Run' },
  deleteRun: { method: 'DELETE', path: '/runs/{run_id}', query: ['experiment_id'] },
  terminateRun: { method: 'POST', path: '/runs/{run_id}:terminate', query: ['experiment_id'] },
} as const satisfies Record<string, Operation>;

/** Fields that a type of the client has and the table lacks. */
type Unknown<Type, Message extends MessageName> = Exclude<keyof Type, keyof (typeof messages)[Message]>;

interface Unfit {
  readonly pipeline: Unknown<Pipeline, 'Pipeline'>;
  readonly version: Unknown<PipelineVersion, 'PipelineVersion'>;
  readonly experiment: Unknown<Experiment, 'Experiment'>;
  readonly run: Unknown<Run, 'Run'>;
  readonly task: Unknown<TaskDetail, 'PipelineTaskDetail'>;
  readonly status: Unknown<RuntimeStatus, 'RuntimeStatus'>;
  readonly error: Unknown<RpcStatus, 'Status'>;
  readonly state: Exclude<RuntimeState, (typeof enumerations.RuntimeState)[number]>;
  readonly missingState: Exclude<(typeof enumerations.RuntimeState)[number], RuntimeState>;
}

/** Compiles only while the client's types have no field and no state that the table lacks, and every state of it. */
export const clientFits: [Unfit[keyof Unfit]] extends [never] ? true : Unfit = true;

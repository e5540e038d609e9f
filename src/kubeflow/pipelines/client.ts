import { MlaError } from '../../errors/error.ts';
import { createCaller, type PipelinesFetch, type SendCall } from './call.ts';
import type { Experiment, Pipeline, PipelineVersion, Run, RunWish } from './types.ts';
import { uploadContent } from './upload-content.ts';

/** Ends a call early. */
interface Ends {
  readonly signal?: AbortSignal | undefined;
}

/** A pipeline's definition, as the kfp compiler writes it. */
export interface PipelineUpload {
  readonly name: string;
  readonly description?: string;
  /** YAML. */
  readonly definition: string;
}

/** Kubeflow Pipelines, as one user in one namespace. Every call throws the errors of `call.ts`. */
export interface PipelinesClient {
  readonly namespace: string;
  /** Undefined where the namespace has no pipeline of this name. */
  findPipeline(name: string, ends?: Ends): Promise<Pipeline | undefined>;
  /** Makes a pipeline with its first version. Throws `pipelines.refused` when the name is taken. */
  uploadPipeline(upload: PipelineUpload, ends?: Ends): Promise<Pipeline>;
  uploadVersion(upload: PipelineUpload & { readonly pipelineId: string }, ends?: Ends): Promise<PipelineVersion>;
  /** The newest first. */
  listVersions(pipelineId: string, ends?: Ends): Promise<PipelineVersion[]>;
  /** With all its versions; runs stay. False when it was not there. */
  deletePipeline(pipelineId: string, ends?: Ends): Promise<boolean>;
  findExperiment(name: string, ends?: Ends): Promise<Experiment | undefined>;
  createExperiment(
    experiment: { readonly name: string; readonly description?: string },
    ends?: Ends,
  ): Promise<Experiment>;
  /** Its runs stay: delete them first. */
  deleteExperiment(experimentId: string, ends?: Ends): Promise<boolean>;
  createRun(wish: RunWish, ends?: Ends): Promise<Run>;
  getRun(runId: string, ends?: Ends): Promise<Run | undefined>;
  /** The newest first. */
  listRuns(experimentId: string, ends?: Ends): Promise<Run[]>;
  /** Ends the pods of a run. */
  terminateRun(runId: string, ends?: Ends): Promise<void>;
  deleteRun(runId: string, ends?: Ends): Promise<boolean>;
}

/** Kubeflow Pipelines as a user who is logged in reaches it: through the gateway, under the path of its pages. */
export function pipelinesOf(session: { readonly fetch: PipelinesFetch }, namespace: string): PipelinesClient {
  return createPipelinesClient({ fetch: (path, request) => session.fetch(`/pipeline${path}`, request), namespace });
}

/** A client of the v2beta1 API. `fetch` decides how the API is reached, and as whom. */
export function createPipelinesClient({
  fetch,
  namespace,
}: {
  readonly fetch: PipelinesFetch;
  readonly namespace: string;
}): PipelinesClient {
  const call = createCaller(fetch, namespace);
  const upload = async <Made>(
    path: string,
    { definition, name, description, ...query }: PipelineUpload & Readonly<Record<string, string | undefined>>,
    { signal }: Ends = {},
  ): Promise<Made> =>
    needed(
      await call<Made>({
        action: `upload the pipeline ${name}`,
        method: 'POST',
        path,
        query: { name, description, ...query },
        content: uploadContent(definition),
        signal,
      }),
      `upload the pipeline ${name}`,
    );
  const remove = async (action: string, path: string, ends: Ends = {}): Promise<boolean> =>
    (await call({ action, method: 'DELETE', path, ...ends })) !== undefined;
  const listVersions: PipelinesClient['listVersions'] = (pipelineId, ends) =>
    listAll(call, {
      action: 'list the versions of a pipeline',
      path: `/pipelines/${pipelineId}/versions`,
      field: 'pipeline_versions',
      ends,
    });
  return {
    namespace,
    findPipeline: (name, { signal } = {}) =>
      call({
        action: `look up the pipeline ${name}`,
        path: `/pipelines/names/${encodeURIComponent(name)}`,
        query: { namespace },
        signal,
      }),
    uploadPipeline: (wish, ends) => upload('/pipelines/upload', { ...wish, namespace }, ends),
    uploadVersion: ({ pipelineId, ...wish }, ends) =>
      upload('/pipelines/upload_version', { ...wish, pipelineid: pipelineId }, ends),
    listVersions,
    deletePipeline: async (pipelineId, ends) => {
      for (const { pipeline_version_id: version } of await listVersions(pipelineId, ends))
        await remove('delete a version of a pipeline', `/pipelines/${pipelineId}/versions/${version}`, ends);
      return remove('delete a pipeline', `/pipelines/${pipelineId}`, ends);
    },
    findExperiment: async (name, ends) => {
      const filter = JSON.stringify({
        predicates: [{ operation: 'EQUALS', key: 'display_name', string_value: name }],
      });
      const found = await listAll<Experiment>(call, {
        action: `look up the experiment ${name}`,
        path: '/experiments',
        field: 'experiments',
        query: { namespace, filter },
        ends,
      });
      return found[0];
    },
    createExperiment: async ({ name, description }, { signal } = {}) => {
      const action = `create the experiment ${name}`;
      const json = { display_name: name, namespace, ...(description !== undefined && { description }) };
      return needed(await call<Experiment>({ action, method: 'POST', path: '/experiments', json, signal }), action);
    },
    deleteExperiment: (id, ends) => remove('delete an experiment', `/experiments/${id}`, ends),
    createRun: async (wish, { signal } = {}) => {
      const action = `create the run ${wish.name}`;
      return needed(await call<Run>({ action, method: 'POST', path: '/runs', json: runOf(wish), signal }), action);
    },
    getRun: (id, { signal } = {}) => call({ action: 'look up a run', path: `/runs/${id}`, signal }),
    listRuns: (experimentId, ends) =>
      listAll(call, {
        action: 'list runs',
        path: '/runs',
        field: 'runs',
        query: { namespace, experiment_id: experimentId },
        ends,
      }),
    terminateRun: async (id, { signal } = {}) => {
      await call({ action: 'end a run', method: 'POST', path: `/runs/${id}:terminate`, signal });
    },
    deleteRun: (id, ends) => remove('delete a run', `/runs/${id}`, ends),
  };
}

function runOf({
  name,
  description,
  experimentId,
  pipelineId,
  versionId,
  parameters,
  serviceAccount,
}: RunWish): object {
  return {
    display_name: name,
    ...(description !== undefined && { description }),
    experiment_id: experimentId,
    pipeline_version_reference: { pipeline_id: pipelineId, pipeline_version_id: versionId },
    runtime_config: { parameters: parameters ?? {} },
    service_account: serviceAccount ?? 'default-editor',
  };
}

/** All pages of a list, the newest first. */
async function listAll<Item>(call: SendCall, { action, path, field, query, ends = {} }: ListWish): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await call<Record<string, unknown>>({
      action,
      path,
      query: { ...query, page_size: '100', sort_by: 'created_at desc', page_token: token },
      ...ends,
    });
    items.push(...((page?.[field] ?? []) as Item[]));
    const next = page?.['next_page_token'];
    token = typeof next === 'string' && next !== '' ? next : undefined;
  } while (token !== undefined);
  return items;
}

interface ListWish {
  readonly action: string;
  readonly path: string;
  /** Where the answer has the items. */
  readonly field: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly ends: Ends | undefined;
}

/** What was just made cannot be missing. */
function needed<Made>(made: Made | undefined, action: string): Made {
  if (made === undefined) throw new MlaError('pipelines.silent', { action, reason: 'the API is not there (HTTP 404)' });
  return made;
}

import { randomUUID } from 'node:crypto';
import { tasksOfDefinition } from './definition.fixture.ts';
import type { operations } from './api-fields.fixture.ts';
import { invalid, missing, Refusal } from './refusal.fixture.ts';
import { now, storeRun, type RunCourse, type StoredRun } from './stored-run.fixture.ts';

/** What came with a request. */
export interface Received {
  readonly ids: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The file of a form. */
  readonly file: string;
  /** Throws where the user has no rights in the namespace. */
  readonly enter: (namespace: string | undefined) => string;
}

type Fields = Record<string, unknown> & { readonly namespace: string };

/** Does an operation, and gives the fields of its answer. */
export type Work = (received: Received) => object;

export interface Store {
  readonly works: Readonly<Record<keyof typeof operations, Work>>;
  /** What is stored now, by kind. */
  names(): Readonly<Record<'pipelines' | 'versions' | 'experiments' | 'runs', string[]>>;
}

/** What the API server keeps in its database. */
export function createStore(course: () => RunCourse): Store {
  const pipelines = new Map<string, Fields>();
  const versions = new Map<string, Record<string, unknown> & { readonly tasks: readonly string[] }>();
  const experiments = new Map<string, Fields>();
  const runs = new Map<string, StoredRun>();

  const pipeline = (id: string, enter: Received['enter']): Fields => {
    const found = pipelines.get(id);
    if (found === undefined) throw missing('Pipeline', id);
    enter(found.namespace);
    return found;
  };
  const experiment = (id: string, enter: Received['enter']): Fields => {
    const found = experiments.get(id);
    if (found === undefined) throw missing('Experiment', id);
    enter(found.namespace);
    return found;
  };
  const run = (id: string, enter: Received['enter']): StoredRun => {
    const found = runs.get(id);
    if (found === undefined) throw missing('Run', id);
    enter(found.namespace);
    return found;
  };
  const versionsOf = (id: string): Record<string, unknown>[] =>
    [...versions.values()].filter((one) => one['pipeline_id'] === id);
  const addVersion = (id: string, name: string, { query, file }: Received): object => {
    if (versionsOf(id).some((one) => one['name'] === name)) throw new Refusal(6, `Pipeline version ${name} exists`);
    const version = { pipeline_id: id, pipeline_version_id: randomUUID(), name, display_name: name, created_at: now() };
    const tasks = definitionOf(file);
    versions.set(version.pipeline_version_id, { ...version, description: query['description'] ?? '', tasks });
    return version;
  };

  const works: Store['works'] = {
    getPipelineByName: ({ ids, query, enter }) => {
      const namespace = enter(query['namespace']);
      const found = [...pipelines.values()].find((one) => one.namespace === namespace && one['name'] === ids['name']);
      if (found === undefined) throw missing('Pipeline', ids['name'] ?? '');
      return found;
    },
    uploadPipeline: (received) => {
      const { query, enter } = received;
      const namespace = enter(query['namespace']);
      const name = query['name'] ?? query['display_name'] ?? 'pipeline.yaml';
      if ([...pipelines.values()].some((one) => one.namespace === namespace && one['name'] === name))
        throw new Refusal(6, 'Failed to create a pipeline and a pipeline version. The pipeline already exists');
      const id = randomUUID();
      addVersion(id, name, received);
      const made = { pipeline_id: id, name, display_name: query['display_name'] ?? name, created_at: now(), namespace };
      pipelines.set(id, { ...made, description: query['description'] ?? '' });
      return pipelines.get(id) ?? {};
    },
    uploadPipelineVersion: (received) => {
      const id = received.query['pipelineid'];
      if (id === undefined) throw invalid('Failed to create a pipeline version');
      pipeline(id, received.enter);
      return addVersion(id, received.query['name'] ?? 'pipeline.yaml', received);
    },
    listVersions: ({ ids, enter }) => {
      pipeline(ids['pipeline_id'] ?? '', enter);
      const found = versionsOf(ids['pipeline_id'] ?? '').map(({ tasks: _, ...shown }) => shown);
      return { pipeline_versions: found.toReversed(), total_size: found.length };
    },
    deleteVersion: ({ ids, enter }) => {
      pipeline(ids['pipeline_id'] ?? '', enter);
      if (!versions.delete(ids['pipeline_version_id'] ?? ''))
        throw missing('PipelineVersion', ids['pipeline_version_id'] ?? '');
      return {};
    },
    deletePipeline: ({ ids, query, enter }) => {
      const id = ids['pipeline_id'] ?? '';
      pipeline(id, enter);
      const left = versionsOf(id);
      if (left.length > 0 && query['cascade'] !== 'true')
        throw invalid(`pipeline ${id} still has ${left.length} version(s). Remove them first`);
      for (const version of left) versions.delete(String(version['pipeline_version_id']));
      pipelines.delete(id);
      return {};
    },
    listExperiments: ({ query, enter }) => {
      const namespace = enter(query['namespace']);
      const wanted = filterOf(query['filter']);
      const found = [...experiments.values()].filter((one) => one.namespace === namespace && wanted(one));
      return { experiments: found, total_size: found.length };
    },
    createExperiment: ({ body, enter }) => {
      const name = body['display_name'];
      if (typeof name !== 'string' || name === '') throw invalid('Experiment name is empty');
      const namespace = enter(body['namespace'] as string | undefined);
      if ([...experiments.values()].some((one) => one.namespace === namespace && one['display_name'] === name))
        throw new Refusal(6, `Failed to create a new experiment. The name ${name} already exists`);
      const id = randomUUID();
      const made = { experiment_id: id, display_name: name, description: body['description'] ?? '', created_at: now() };
      experiments.set(id, { ...made, namespace, storage_state: 'AVAILABLE' });
      return experiments.get(id) ?? {};
    },
    deleteExperiment: ({ ids, enter }) => {
      experiment(ids['experiment_id'] ?? '', enter);
      experiments.delete(ids['experiment_id'] ?? '');
      return {};
    },
    listRuns: ({ query, enter }) => {
      const id = query['experiment_id'];
      const namespace = id === undefined ? enter(query['namespace']) : experiment(id, enter).namespace;
      const found = [...runs.values()].filter(
        (one) => one.namespace === namespace && (id === undefined || one.fields.experiment_id === id),
      );
      return { runs: found.map((one) => one.shown()), total_size: found.length };
    },
    createRun: ({ body, enter }) => {
      if (typeof body['display_name'] !== 'string' || body['display_name'] === '')
        throw invalid('The run name is empty');
      if (typeof body['experiment_id'] !== 'string')
        throw invalid('A run cannot have an empty namespace in multi-user mode');
      const { namespace } = experiment(body['experiment_id'], enter);
      const reference = body['pipeline_version_reference'] as
        { pipeline_id?: string; pipeline_version_id?: string } | undefined;
      const version = versions.get(reference?.pipeline_version_id ?? '');
      if (version === undefined || version['pipeline_id'] !== reference?.pipeline_id)
        throw missing('PipelineVersion', reference?.pipeline_version_id ?? '');
      const id = randomUUID();
      const fields = { service_account: 'default-editor', ...body, run_id: id, experiment_id: body['experiment_id'] };
      const made = storeRun({ fields, namespace, tasks: version.tasks }, course);
      runs.set(id, made);
      return made.shown();
    },
    getRun: ({ ids, enter }) => {
      const found = run(ids['run_id'] ?? '', enter);
      const shown = found.shown();
      for (let left = course().stepsPerLook ?? 1; left > 0; left -= 1) found.step();
      return shown;
    },
    deleteRun: ({ ids, enter }) => {
      run(ids['run_id'] ?? '', enter);
      runs.delete(ids['run_id'] ?? '');
      return {};
    },
    terminateRun: ({ ids, enter }) => {
      run(ids['run_id'] ?? '', enter).terminate();
      return {};
    },
  };
  const named = (things: Iterable<Record<string, unknown>>): string[] =>
    [...things].map((one) => String(one['display_name']));
  return {
    works,
    names: () => ({
      pipelines: named(pipelines.values()),
      versions: named(versions.values()),
      experiments: named(experiments.values()),
      runs: named([...runs.values()].map(({ fields }) => fields)),
    }),
  };
}

function definitionOf(file: string): string[] {
  try {
    return tasksOfDefinition(file);
  } catch (thrown) {
    throw invalid(`Failed to create a pipeline version: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

/** The one kind of filter that is played here: a field has a text. */
function filterOf(text: string | undefined): (fields: Record<string, unknown>) => boolean {
  if (text === undefined) return () => true;
  const { predicates = [], ...rest } = JSON.parse(text) as { predicates?: Record<string, unknown>[] };
  if (Object.keys(rest).length > 0) throw invalid('the filter has unknown fields');
  return (fields) =>
    predicates.every(({ operation, key, string_value: value, ...more }) => {
      if (Object.keys(more).length > 0 || operation !== 'EQUALS' || key !== 'display_name')
        throw invalid('the server of the tests does not know this filter');
      return fields[key] === value;
    });
}

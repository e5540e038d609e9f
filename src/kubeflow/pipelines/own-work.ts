import type { PipelinesClient } from './client.ts';
import type { PipelineVersion } from './types.ts';
import { isFinished } from './types.ts';

/** What MLAnywhere makes for one purpose: a pipeline, and an experiment with runs. */
export interface OwnWork {
  /** Of the pipeline and of the experiment. */
  readonly name: string;
  /** Is in the description of all that is made. Version 2.16 has no labels. */
  readonly mark: string;
}

/** Whether MLAnywhere made it, and not somebody who likes the same name. */
export function isOwn({ description }: { readonly description?: string }, { mark }: OwnWork): boolean {
  return description?.includes(mark) === true;
}

/** A description for people, with the mark. */
export function describeOwn(text: string, { mark }: OwnWork): string {
  return `${text} ${mark}`;
}

/**
 * Deletes what is marked, in an order in which what is left is found again, and gives its names. What others made stays:
 * a run in the experiment, with the experiment; a version of the pipeline, with the pipeline.
 */
export async function removeOwnWork(pipelines: PipelinesClient, work: OwnWork, signal: AbortSignal): Promise<string[]> {
  const removed: string[] = [];
  const note = (what: string, was: boolean): void => void (was && removed.push(what));
  const experiment = await pipelines.findExperiment(work.name, { signal });
  if (experiment !== undefined) {
    const runs = await pipelines.listRuns(experiment.experiment_id, { signal });
    const own = runs.filter((run) => isOwn(run, work));
    for (const run of own) {
      if (!isFinished(run)) await pipelines.terminateRun(run.run_id, { signal });
      note(`run ${run.display_name ?? run.run_id}`, await pipelines.deleteRun(run.run_id, { signal }));
    }
    if (isOwn(experiment, work) && own.length === runs.length)
      note(`experiment ${work.name}`, await pipelines.deleteExperiment(experiment.experiment_id, { signal }));
  }
  const pipeline = await pipelines.findPipeline(work.name, { signal });
  if (pipeline === undefined || !isOwn(pipeline, work)) return removed;
  const versions = await pipelines.listVersions(pipeline.pipeline_id, { signal });
  if (versions.every((version) => isOwnVersion(version, work)))
    note(`pipeline ${work.name}`, await pipelines.deletePipeline(pipeline.pipeline_id, { signal }));
  return removed;
}

/** The first version comes with the pipeline, under its name. */
function isOwnVersion(version: PipelineVersion, work: OwnWork): boolean {
  return isOwn(version, work) || version.name === work.name;
}

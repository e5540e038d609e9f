import { createHash } from 'node:crypto';
import { MlaError } from '../../errors/error.ts';
import type { PipelinesClient } from '../pipelines/client.ts';
import { followRun, tasksOf, type TaskState } from '../pipelines/follow-run.ts';
import { isFinished, type Run, type RuntimeState } from '../pipelines/types.ts';
import { describeOwn, isOwn, removeOwnWork } from '../pipelines/own-work.ts';
import { demoName, demoWork, type Framework } from './demo-names.ts';

/** Names of the pipeline's steps, in their order. */
const steps = ['make-data', 'train', 'evaluate', 'gate', 'register'] as const;

/** A run of the demo's pipeline. */
export interface DemoRun {
  readonly id: string;
  readonly state: RuntimeState;
  readonly steps: readonly TaskState[];
  /** Path of its page below the address of Kubeflow. */
  readonly path: string;
}

export interface DemoRunWish {
  readonly framework: Framework;
  readonly variant: string;
  /** YAML. */
  readonly definition: string;
}

/**
 * Uploads the pipeline and starts a run of it. What an interrupted call left is used: a run of the same variant that
 * is going on or has succeeded is the one that is given.
 * @throws `demoContent.nameTaken` for a pipeline or an experiment of somebody else, and the errors of the client
 */
export async function ensureDemoRun(
  pipelines: PipelinesClient,
  { framework, variant, definition }: DemoRunWish,
  signal: AbortSignal,
): Promise<DemoRun> {
  const name = `Shapes in ${variant}`;
  await refuseForeignWork(pipelines, signal);
  const version = await ensureVersion(pipelines, definition, signal);
  const description = describeOwn('Runs of the demo of MLAnywhere.', demoWork);
  const experiment =
    (await pipelines.findExperiment(demoName, { signal })) ??
    (await pipelines.createExperiment({ name: demoName, description }, { signal }));
  const { experiment_id: experimentId } = experiment;
  const earlier = (await pipelines.listRuns(experimentId, { signal })).filter((run) => isOwn(run, demoWork));
  const usable = earlier.find((run) => run.display_name === name && (!isFinished(run) || run.state === 'SUCCEEDED'));
  const wish = { name, description: describeOwn('The demo of MLAnywhere.', demoWork), experimentId, ...version };
  const run = usable ?? (await pipelines.createRun({ ...wish, parameters: { framework } }, { signal }));
  return demoRunOf(run, pipelines.namespace);
}

/** Follows a run to its end. Throws `demoContent.runFailed` with the step that failed. */
export async function followDemoRun(
  pipelines: PipelinesClient,
  id: string,
  given: { readonly signal: AbortSignal; readonly everyMilliseconds: number; readonly onRun: (run: DemoRun) => void },
): Promise<DemoRun> {
  const { signal, everyMilliseconds, onRun } = given;
  const ended = await followRun(pipelines, id, {
    signal,
    everyMilliseconds,
    onRun: (run) => onRun(demoRunOf(run, pipelines.namespace)),
  });
  const run = demoRunOf(ended, pipelines.namespace);
  if (run.state === 'SUCCEEDED') return run;
  const failed = run.steps.find(({ state }) => state === 'FAILED');
  throw new MlaError('demoContent.runFailed', {
    state: run.state,
    step: failed?.name ?? 'none',
    reason: failed?.reason ?? ended.error?.message ?? 'Kubeflow Pipelines gives no reason',
    path: run.path,
  });
}

/** The newest run of the demo, if there is one. */
export async function findDemoRun(pipelines: PipelinesClient, signal: AbortSignal): Promise<DemoRun | undefined> {
  const experiment = await pipelines.findExperiment(demoName, { signal });
  const runs = experiment === undefined ? [] : await pipelines.listRuns(experiment.experiment_id, { signal });
  const newest = runs.find((one) => isOwn(one, demoWork));
  const run = newest && (await pipelines.getRun(newest.run_id, { signal }));
  return run && demoRunOf(run, pipelines.namespace);
}

/** Removes runs, experiment and pipeline of the demo, and nothing of others. Gives what was removed. */
export function removeDemoRuns(pipelines: PipelinesClient, signal: AbortSignal): Promise<string[]> {
  return removeOwnWork(pipelines, demoWork, signal);
}

/** Throws `demoContent.nameTaken` where somebody else has a pipeline or an experiment of the demo's name. */
export async function refuseForeignWork(pipelines: PipelinesClient, signal: AbortSignal): Promise<void> {
  const found = {
    pipeline: await pipelines.findPipeline(demoName, { signal }),
    experiment: await pipelines.findExperiment(demoName, { signal }),
  };
  for (const [kind, one] of Object.entries(found))
    if (one !== undefined && !isOwn(one, demoWork))
      throw new MlaError('demoContent.nameTaken', { object: `${kind} ${demoName} of Kubeflow Pipelines` });
}

/** The version of the pipeline that has this definition, uploaded where it is not there. Its name has the digest. */
async function ensureVersion(
  pipelines: PipelinesClient,
  definition: string,
  signal: AbortSignal,
): Promise<{ pipelineId: string; versionId: string }> {
  const digest = createHash('sha256').update(definition).digest('hex').slice(0, 12);
  const name = `${demoName}-${digest}`;
  const { pipeline_id: pipelineId } =
    (await pipelines.findPipeline(demoName, { signal })) ??
    (await pipelines.uploadPipeline({ name: demoName, description: pipelineDescription, definition }, { signal }));
  const versions = await pipelines.listVersions(pipelineId, { signal });
  const { pipeline_version_id: versionId } =
    versions.find((one) => one.display_name === name || one.name === name) ??
    (await pipelines.uploadVersion({ pipelineId, name, description: pipelineDescription, definition }, { signal }));
  return { pipelineId, versionId };
}

const pipelineDescription = describeOwn(
  'Draws images, trains a classifier, evaluates it, and registers it when it is good enough.',
  demoWork,
);

function demoRunOf(run: Run, namespace: string): DemoRun {
  return {
    id: run.run_id,
    state: run.state ?? 'PENDING',
    steps: tasksOf(run, steps),
    path: `/_/pipeline/?ns=${namespace}#/runs/details/${run.run_id}`,
  };
}

import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { pipelinesOf, type PipelinesClient } from '../pipelines/client.ts';
import { tasksOf, type TaskState } from '../pipelines/follow-run.ts';
import { describeOwn, removeOwnWork } from '../pipelines/own-work.ts';
import { isFinished, type Run } from '../pipelines/types.ts';
import { shellImage } from './images.ts';
import { namespaceOf, type CheckContext, type Finding } from './look.ts';
import { explain } from './made/explain.ts';
import { madeName, madeWork } from './made/made-objects.ts';
import { withCleanUp } from './made/with-clean-up.ts';
import { waitFor, type Look } from './made/wait-for.ts';
import { pipelineDefinition, pipelineTasks } from './pipeline-definition.ts';

const names = Object.values(pipelineTasks);

/** Uploads and runs a pipeline as the user, through the gateway, and deletes everything again. */
export async function lookAtPipeline(context: CheckContext): Promise<Finding> {
  const { client, walk, signal, shared, keepsTurn } = context;
  const server = { namespace: 'kubeflow', name: 'ml-pipeline' };
  const image = await shellImage(client, signal);
  const { session } = walk;
  if (session === undefined || image === undefined || !(await client.get(builtInTypes.deployment, server, { signal })))
    return { seen: '', skipped: 'the installation has no pipelines' };
  const pipelines = pipelinesOf(session, namespaceOf(walk));
  await makeRoom(pipelines, signal);
  const runIt = async (): Promise<Finding> => {
    const run = await waitFor({ ...context, namespace: pipelines.namespace }, 'The pipeline run', await startRun());
    const tasks = tasksOf(run, names);
    shared.set('artifact', artifactOf(tasks));
    if (run.state !== 'SUCCEEDED') throw failureOf(run, tasks, pipelines.namespace);
    return { seen: `the run succeeded, ${names.length} tasks` };
  };
  return withCleanUp(runIt, [async (ending) => keepsTurn() && removeOwnWork(pipelines, madeWork, ending)], 60_000);

  async function startRun(): Promise<() => Promise<Look<Run>>> {
    const own = { name: madeName, description: describeOwn('Made by `mla verify`, which deletes it again.', madeWork) };
    const definition = pipelineDefinition(madeName, image ?? '');
    const { pipeline_id: pipelineId } = await pipelines.uploadPipeline({ ...own, definition }, { signal });
    const [version] = await pipelines.listVersions(pipelineId, { signal });
    const { experiment_id: experimentId } = await pipelines.createExperiment(own, { signal });
    const versionId = version?.pipeline_version_id ?? '';
    const { run_id: id } = await pipelines.createRun({ ...own, experimentId, pipelineId, versionId }, { signal });
    return () => lookAtRun(pipelines, id, context);
  }
}

/** What the run of the check before says about its artifact. */
export async function lookAtArtifact({ shared }: CheckContext): Promise<Finding> {
  return shared.get('artifact') ?? { seen: '', skipped: 'no pipeline ran' };
}

async function lookAtRun(pipelines: PipelinesClient, id: string, { client, signal }: CheckContext): Promise<Look<Run>> {
  const run = await pipelines.getRun(id, { signal });
  if (run === undefined) throw new MlaError('pipelines.silent', { action: 'follow a run', reason: 'the run is gone' });
  if (isFinished(run)) return { value: run };
  const now = tasksOf(run, names).find(({ state }) => state !== 'SUCCEEDED');
  const suspects = { namespace: pipelines.namespace, labelSelector: `pipeline/runid=${id}` };
  return {
    state: `the run is ${run.state ?? ''}${now === undefined ? '' : `, ${now.name} is ${now.state}`}`,
    trouble: await explain(client, suspects, signal),
  };
}

function failureOf(run: Run, tasks: readonly TaskState[], namespace: string): MlaError {
  const failed = tasks.find(({ state }) => state === 'FAILED');
  const reason = failed?.reason ?? run.error?.message ?? 'the API gives no reason';
  const { run_id: id, state = '' } = run;
  return new MlaError('verify.runFailed', { state, task: failed?.name ?? 'none', reason, namespace, run: id });
}

function artifactOf(tasks: readonly TaskState[]): Finding {
  const [write, read] = names.map((name) => tasks.find((task) => task.name === name));
  if (read?.state === 'SUCCEEDED') return { seen: 'the second task read what the first one wrote' };
  const failed = [write, read].find((task) => task?.state === 'FAILED');
  if (failed === undefined) return { seen: '', skipped: 'the run ended before' };
  const error = new MlaError('verify.artifactLost', {
    task: failed.name,
    reason: failed.reason ?? 'the API gives no reason',
  });
  return { seen: error.message, error };
}

/** Removes what a run that was killed has made. Throws `verify.pipelineNameTaken` for what somebody else made. */
async function makeRoom(pipelines: PipelinesClient, signal: AbortSignal): Promise<void> {
  await removeOwnWork(pipelines, madeWork, signal);
  const { namespace } = pipelines;
  const left = {
    pipeline: await pipelines.findPipeline(madeName, { signal }),
    experiment: await pipelines.findExperiment(madeName, { signal }),
  };
  for (const [kind, one] of Object.entries(left))
    if (one !== undefined) throw new MlaError('verify.pipelineNameTaken', { kind, name: madeName, namespace });
}

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPipelinesClient, type PipelinesClient } from '../pipelines/client.ts';
import { twoTasks as definition } from '../pipelines/testing/definition-of-tests.fixture.ts';
import { fetchAs } from '../pipelines/testing/fetch-as.fixture.ts';
import { startPipelinesServer, type PipelinesServer } from '../pipelines/testing/pipelines-server.fixture.ts';
import { demoName as name } from './demo-names.ts';
import { ensureDemoRun, findDemoRun, removeDemoRuns } from './demo-run.ts';

const { signal } = new AbortController();
const wish = { framework: 'tensorflow', variant: 'TensorFlow', definition } as const;
let server: PipelinesServer;
let pipelines: PipelinesClient;

beforeEach(async () => {
  server = await startPipelinesServer({ mayUse: () => true });
  pipelines = createPipelinesClient({ namespace: 'ann', fetch: fetchAs(server, 'ann@example.com') });
});
afterEach(() => server.stop());

/** A run that the user starts in the experiment of the demo's name. */
async function startOwnRun(experimentId: string, pipelineId: string): Promise<void> {
  const [version] = await pipelines.listVersions(pipelineId);
  const versionId = version?.pipeline_version_id ?? '';
  await pipelines.createRun({ name: 'of Ann', experimentId, pipelineId, versionId });
}

test('a pipeline and an experiment of somebody with the demo’s name are neither used nor removed', async () => {
  const { pipeline_id: pipelineId } = await pipelines.uploadPipeline({ name, definition });
  await expect(ensureDemoRun(pipelines, wish, signal)).rejects.toThrow(
    /^The demo needs the name pipeline mlanywhere-demo of Kubeflow Pipelines, and somebody else/,
  );
  const { experiment_id: experimentId } = await pipelines.createExperiment({ name, description: 'of Ann' });
  await startOwnRun(experimentId, pipelineId);
  const before = server.names();
  expect(await findDemoRun(pipelines, signal)).toBeUndefined();
  expect(await removeDemoRuns(pipelines, signal)).toEqual([]);
  expect(server.names()).toEqual(before);
  await pipelines.deletePipeline(pipelineId);
  await expect(ensureDemoRun(pipelines, wish, signal)).rejects.toThrow(/^The demo needs the name experiment /);
  expect(server.names().pipelines, 'nothing is made before a refusal').toEqual([]);
});

test('what the user adds to the demo stays, with what it needs; all of the demo goes', async () => {
  const { id } = await ensureDemoRun(pipelines, wish, signal);
  const experiment = await pipelines.findExperiment(name);
  const pipeline = await pipelines.findPipeline(name);
  const pipelineId = pipeline?.pipeline_id ?? '';
  await startOwnRun(experiment?.experiment_id ?? '', pipelineId);
  await pipelines.uploadVersion({ pipelineId, name: 'changed by Ann', definition });
  expect((await findDemoRun(pipelines, signal))?.id).toBe(id);
  expect(await removeDemoRuns(pipelines, signal)).toEqual(['run Shapes in TensorFlow']);
  expect(server.names()).toMatchObject({ pipelines: [name], experiments: [name], runs: ['of Ann'] });
  expect(await findDemoRun(pipelines, signal)).toBeUndefined();
  // The demo can come back beside it.
  expect((await ensureDemoRun(pipelines, wish, signal)).id).not.toBe(id);
  expect(server.names().versions).toHaveLength(3);
});

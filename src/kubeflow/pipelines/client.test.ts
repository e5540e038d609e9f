import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { createPipelinesClient, type PipelinesClient } from './client.ts';
import { followRun, tasksOf } from './follow-run.ts';
import { twoTasks } from './testing/definition-of-tests.fixture.ts';
import { fetchAs } from './testing/fetch-as.fixture.ts';
import { startPipelinesServer, type PipelinesServer } from './testing/pipelines-server.fixture.ts';

const { signal } = new AbortController();
const [ann, annsPlace] = ['ann@example.com', 'ann'];
let server: PipelinesServer;

beforeAll(async () => {
  server = await startPipelinesServer({ mayUse: (user, namespace) => user === ann && namespace === annsPlace });
});
afterAll(() => server.stop());
beforeEach(() => server.course({}));

const clientOf = (user: string | undefined, namespace = annsPlace): PipelinesClient =>
  createPipelinesClient({ fetch: (path, request) => fetchAs(server, user)(path, request), namespace });

/** How a call ends that is refused. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (thrown: unknown) => (thrown instanceof MlaError ? `${thrown.key}: ${thrown.message}` : String(thrown)),
  );
}

describe('The client of Kubeflow Pipelines', () => {
  const client = clientOf(ann);

  async function makeRun(name: string): Promise<string> {
    const found = await client.findPipeline(name);
    const { pipeline_id: pipelineId } = found ?? (await client.uploadPipeline({ name, definition: twoTasks }));
    const experiment = (await client.findExperiment(name)) ?? (await client.createExperiment({ name }));
    const [version] = await client.listVersions(pipelineId);
    const run = await client.createRun({
      name: `run of ${name}`,
      experimentId: experiment.experiment_id,
      pipelineId,
      versionId: version?.pipeline_version_id ?? '',
      parameters: { epochs: 3 },
    });
    return run.run_id;
  }

  test('uploads a pipeline, runs it to its end, and deletes everything again', async () => {
    const before = server.names();
    const runId = await makeRun('whole');
    const states: string[] = [];
    const run = await followRun(client, runId, {
      signal,
      everyMilliseconds: 1,
      onRun: ({ state = '' }) => states.push(state),
    });
    expect([...new Set(states)]).toEqual(['PENDING', 'RUNNING', 'SUCCEEDED']);
    expect(tasksOf(run, ['first', 'second'])).toEqual([
      { name: 'first', state: 'SUCCEEDED', reason: undefined },
      { name: 'second', state: 'SUCCEEDED', reason: undefined },
    ]);
    const pipeline = await client.findPipeline('whole');
    const experiment = await client.findExperiment('whole');
    const id = pipeline?.pipeline_id ?? '';
    await client.uploadVersion({ pipelineId: id, name: 'whole-2', definition: twoTasks });
    expect((await client.listVersions(id)).map(({ name }) => name)).toEqual(['whole-2', 'whole']);
    expect(await client.listRuns(experiment?.experiment_id ?? '')).toHaveLength(1);
    expect(await client.deleteRun(runId)).toBe(true);
    expect(await client.deleteExperiment(experiment?.experiment_id ?? '')).toBe(true);
    expect(await client.deletePipeline(id)).toBe(true);
    expect(server.names()).toEqual(before);
  });

  test('what is not there is told from what is refused', async () => {
    expect(await client.findPipeline('no such')).toBeUndefined();
    expect(await client.findExperiment('no such')).toBeUndefined();
    expect(await client.getRun('no-such')).toBeUndefined();
    expect(await client.deleteRun('no-such')).toBe(false);
  });

  test('the task that fails is named, with what it said', async () => {
    server.course({ failing: { task: 'second', reason: 'no space left' } });
    const run = await followRun(client, await makeRun('failing'), { signal, everyMilliseconds: 1 });
    expect(run.state).toBe('FAILED');
    expect(tasksOf(run, ['first', 'second'])).toEqual([
      { name: 'first', state: 'SUCCEEDED', reason: undefined },
      { name: 'second', state: 'FAILED', reason: 'no space left' },
    ]);
  });

  test('a run that does not go on is followed until the signal ends it, and can be ended', async () => {
    server.course({ stuck: 'RUNNING' });
    const stop = new AbortController();
    const runId = await makeRun('stuck');
    const following = followRun(client, runId, {
      signal: stop.signal,
      everyMilliseconds: 1,
      onRun: ({ state }) => {
        if (state === 'RUNNING') stop.abort(new Error('enough'));
      },
    });
    await expect(following).rejects.toThrow();
    await client.terminateRun(runId);
    expect((await followRun(client, runId, { signal, everyMilliseconds: 1 })).state).toBe('CANCELED');
  });

  test('a name that is taken, a broken definition and a run without version are refused in the API’s words', async () => {
    await client.uploadPipeline({ name: 'taken', definition: twoTasks });
    expect(await refusalOf(client.uploadPipeline({ name: 'taken', definition: twoTasks }))).toMatch(
      /^pipelines\.refused: Kubeflow Pipelines refuses to upload the pipeline taken: .*already exists \(HTTP 409\)\.$/,
    );
    expect(await refusalOf(client.uploadPipeline({ name: 'broken', definition: 'a: b' }))).toMatch(
      /no name \(HTTP 400\)/,
    );
    const { experiment_id: experimentId } = await client.createExperiment({ name: 'taken' });
    const wish = { name: 'x', experimentId, pipelineId: 'p', versionId: 'v' };
    expect(await refusalOf(client.createRun(wish))).toMatch(/^pipelines\.silent/);
    expect(await refusalOf(client.createRun({ ...wish, name: '' }))).toMatch(/^pipelines\.refused.*name is empty/);
  });

  test('nobody, a stranger, and a gateway that refuses are told apart', async () => {
    expect(await refusalOf(clientOf(undefined).findPipeline('x'))).toMatch(/^pipelines\.sessionEnded.*HTTP 401/);
    expect(await refusalOf(clientOf('eve@example.com').findPipeline('x'))).toMatch(
      /^pipelines\.forbidden: .* look up the pipeline x in the namespace ann: User 'eve@example\.com' is not authorized/,
    );
    const answering = (status: number, body: string): Promise<string> =>
      refusalOf(
        createPipelinesClient({ fetch: async () => ({ status, body }), namespace: annsPlace }).findPipeline('x'),
      );
    expect(await answering(403, 'RBAC: access denied')).toMatch(/^pipelines\.forbidden.*RBAC: access denied\.$/);
    expect(await answering(302, '')).toMatch(/^pipelines\.sessionEnded/);
    expect(await answering(503, 'no healthy upstream')).toMatch(/^pipelines\.silent.*no healthy upstream \(HTTP 503\)/);
    expect(await answering(404, '')).toMatch(/^pipelines\.silent.*HTTP 404/);
    expect(await answering(200, '<html>')).toMatch(/^pipelines\.silent.*no JSON/);
  });
});

describe('The server of the tests', () => {
  const send = (path: string, json: unknown): ReturnType<ReturnType<typeof fetchAs>> =>
    fetchAs(server, ann)(`/apis/v2beta1${path}`, { method: 'POST', headers: {}, body: JSON.stringify(json) });

  test.each([
    [{ name: 'old name' }, 'unknown field "name"'],
    [{ display_name: 7, namespace: annsPlace }, 'invalid value for display_name: it is no string'],
    [{ display_name: 'x', namespace: annsPlace, storage_state: 'GONE' }, 'invalid value for storage_state'],
    [{ display_name: 'x', namespace: annsPlace, created_at: 'today' }, 'invalid value for created_at: it is no time'],
    [{ namespace: annsPlace }, 'Experiment name is empty'],
    [{ display_name: 'x' }, 'namespace is required'],
  ])('refuses %j as an experiment', async (json, words) => {
    const { status, body } = await send('/experiments', json);
    const answer = JSON.parse(body) as { code: number; message: string };
    expect([status, answer.code]).toEqual([400, 3]);
    expect(answer.message).toContain(words);
  });

  test('refuses a parameter of the query and a path that the API does not have', async () => {
    expect((await send('/experiments?names=x', {})).body).toContain('unknown query parameter');
    expect((await send('/experiment', {})).status).toBe(404);
  });
});

import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MlaError } from '../../src/errors/error.ts';
import { createPipelinesClient } from '../../src/kubeflow/pipelines/client.ts';
import { twoTasks } from '../../src/kubeflow/pipelines/testing/definition-of-tests.fixture.ts';
import { fetchAs } from '../../src/kubeflow/pipelines/testing/fetch-as.fixture.ts';
import type { VerifyId } from '../../src/kubeflow/verify/look.ts';
import { madeName } from '../../src/kubeflow/verify/made/made-objects.ts';
import { takeTurn } from '../../src/kubeflow/verify/made/turn.ts';
import { verifyCluster, type VerifyOptions } from '../../src/kubeflow/verify/verify-cluster.ts';
import { firstFailure, type VerifyProgress, type VerifyResult } from '../../src/kubeflow/verify/verify.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { AccountRule } from '../../src/kubernetes/testing/account.fixture.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { canLogIn } from '../login-rig/login-release.fixture.ts';
import { clientOfAccount } from '../install/fixtures/account-client.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import { namespace, openVerifyPlace, type VerifyPlace } from './verify-place.fixture.ts';

const custom = (group: string, version: string, kind: string): ResourceType => ({
  group,
  version,
  kind,
  plural: `${kind.toLowerCase()}s`,
  namespaced: true,
});
const notebooks = custom('kubeflow.org', 'v1', 'Notebook');
const models = custom('serving.kserve.io', 'v1beta1', 'InferenceService');
const leases = custom('coordination.k8s.io', 'v1', 'Lease');
const { signal } = new AbortController();

/** The table of docs/verify.md. */
async function documentedRights(): Promise<AccountRule[]> {
  const text = await readFile(new URL('../../docs/verify.md', import.meta.url), 'utf8');
  const rows = text.split('\n').filter((line) => / \| (`\w+`(, )?)+ \|$/.test(line));
  return rows.map((row) => {
    const [, , , resource = '', verbs = ''] = row.split('|');
    const [plural = '', ...group] = resource.trim().replaceAll('`', '').split('.');
    const named = verbs.split(',').map((verb) => verb.trim().replaceAll('`', ''));
    return { apiGroups: [group.join('.')], resources: [plural], verbs: named };
  });
}
const key = { namespace, name: madeName };
/** The installation of these tests has no address of its own. */
const isPass = /^\w+ (passed: |skipped: the installation has no address)/;

describe.runIf(canLogIn)('mla verify, on a real API server and through the gateway', () => {
  let place: VerifyPlace;
  let told: VerifyProgress[];

  beforeAll(async () => {
    place = await openVerifyPlace();
  });
  afterAll(() => place.close());
  afterEach(async () => {
    place.pipelines.course({});
    place.model.answer(undefined);
    for (const name of ['notebooks', 'notebook-status'] as const) place.cluster.switches.setController(name, {});
    place.cluster.switches.setWorkload(`${namespace}/${madeName}`, undefined);
  });

  /** Runs checks, with a limit that only ends what waits for ever. */
  async function verify(
    only: readonly VerifyId[] | undefined,
    more: Partial<VerifyOptions> = {},
  ): Promise<VerifyResult[]> {
    told = [];
    const onProgress = (progress: VerifyProgress): void => void told.push(progress);
    const options = { signal, minutes: 5, onProgress, ...(only && { only }), ...more };
    return verifyCluster(place.client, place.wish, options);
  }

  /** How a check ended. */
  function end(results: readonly VerifyResult[], id: VerifyId): string {
    const { state, seen, error } = results.find((one) => one.id === id) ?? { state: 'missing', seen: '' };
    return error === undefined ? `${state}: ${seen}` : `${error.key}: ${error.message} ${error.fix}`;
  }

  /** What the checks made and that is there still. */
  async function left(): Promise<string[]> {
    const labelSelector = 'mlanywhere.dev/verify=true';
    const served = await place.client.discover('serving.kserve.io/v1beta1');
    const types = [notebooks, leases, builtInTypes.claim, builtInTypes.job, ...(served.length > 0 ? [models] : [])];
    const found = await Promise.all(types.map((type) => place.client.listMetadata(type, { namespace, labelSelector })));
    const { pipelines, experiments, runs } = place.pipelines.names();
    return [...found.flat().map(({ name }) => name), ...pipelines, ...experiments, ...runs];
  }
  /** Kubernetes deletes in the background what is asked of it. */
  const nothingLeft = (): Promise<boolean> => eventually(async () => (await left()).length === 0);

  test('a model is not asked for where there is no KServe', async () => {
    const results = await verify(['model']);
    expect(end(results, 'model')).toBe('skipped: the installation has no KServe');
    expect(results.map(({ id, state }) => `${id} ${state}`).slice(0, 4)).toEqual([
      'gateway passed',
      'login passed',
      'address skipped',
      'profile passed',
    ]);
    await place.addKServe();
  });

  test('every check passes, says what it waits for, and leaves nothing behind', async () => {
    const access = { expose: 'nodePort', host: '127.0.0.1', nodePort: place.rig.port, tls: { from: 'none' } } as const;
    const results = await verify(undefined, { access });
    expect(results.map((one) => end([one], one.id)).join('\n'), place.rig.log() + place.pipelines.log()).toMatch(
      new RegExp(
        [
          '^passed: /: HTTP 403',
          'passed: .*',
          `passed: http://127\\.0\\.0\\.1:${place.rig.port} Plain HTTP: .*`,
          'passed: someone@example.com works in kubeflow-user-example-com',
          `passed: ghcr.io/.*jupyter-scipy:.*: Jupyter 2.14.2 at /notebook/${namespace}/mla-verify/api`,
          'passed: 1 Gi of the StorageClass standard',
          'passed: the run succeeded, 2 tasks',
          'passed: the second task read what the first one wrote',
          `passed: http://example.com/serving/${namespace}/mla-verify answers {"predictions":\\[6.0\\]}$`,
        ].join('\n'),
      ),
    );
    const states = told.flatMap((one) => (one.type === 'state' ? [`${one.id}: ${one.state}`] : []));
    expect(states).toEqual(
      expect.arrayContaining(['notebook: its pod starts', 'pipeline: the run is PENDING, write-artifact is PENDING']),
    );
    expect(told.filter(({ type }) => type === 'result')).toHaveLength(9);
    await nothingLeft();
  });

  test('an account with exactly the documented rights passes every check, and one without them is told which it lacks', async () => {
    const rights = await documentedRights();
    const account = await clientOfAccount(place, 'verifier', rights);
    const passed = await verifyCluster(account, place.wish, { signal, minutes: 5 });
    const short = passed.map(({ id }) => `${id} ${end(passed, id)}`).filter((one) => !isPass.test(one));
    expect(short.join('\n'), short.join('\n') + place.rig.log() + place.pipelines.log()).toBe('');
    expect(passed).toHaveLength(9);
    await account.close();
    const readers = rights.filter(({ resources: [one] }) => one !== 'notebooks');
    const reader = await clientOfAccount(place, 'reader', readers);
    const results = await verifyCluster(reader, place.wish, { signal, minutes: 5, only: ['notebook'] });
    await reader.close();
    expect(end(results, 'notebook')).toMatch(/^kubernetes\.forbidden: .*notebooks/);
    await nothingLeft();
  });

  test('an image that cannot be pulled is the cause that is told', async () => {
    place.cluster.switches.setWorkload(`${namespace}/${madeName}`, { trouble: 'ImagePullBackOff' });
    const results = await verify(['notebook'], { minutes: 0.1 });
    expect(end(results, 'notebook')).toMatch(
      /^verify\.notReady: The notebook does not become ready: The image ghcr\.io\/\S+ cannot be pulled: .* Check the name and tag/,
    );
    await nothingLeft();
  });

  test('a cluster without a default StorageClass binds no volume', async () => {
    const annotation = 'storageclass.kubernetes.io/is-default-class';
    const mark = (text: string): Promise<unknown> =>
      place.client.mergePatch(
        builtInTypes.storageClass,
        { name: 'standard' },
        { metadata: { annotations: { [annotation]: text } } },
      );
    await mark('false');
    const results = await verify(['volume'], { minutes: 0.5 });
    await mark('true');
    expect(end(results, 'volume')).toMatch(
      /^verify\.notReady: .*the cluster has no default StorageClass\. Mark a StorageClass/,
    );
    await nothingLeft();
  });

  test('the task that fails is named, for the run and for its artifact', async () => {
    place.pipelines.course({ failing: { task: 'read-artifact', reason: 'NoSuchKey' } });
    const results = await verify(['artifact']);
    expect(end(results, 'pipeline')).toMatch(
      /^verify\.runFailed: The pipeline run ended with FAILED\. Failed task: read-artifact\. Reason: NoSuchKey/,
    );
    expect(end(results, 'artifact')).toMatch(/^verify\.artifactLost: .*read-artifact failed\. Reason: NoSuchKey/);
    await nothingLeft();
  });

  test('what does not become ready in time is told with its last state', async () => {
    place.cluster.switches.setController('notebooks', { never: true });
    place.pipelines.course({ stuck: 'RUNNING' });
    const results = await verify(['notebook', 'pipeline'], { minutes: 0.02 });
    expect(end(results, 'notebook')).toMatch(
      /^verify\.timeout: The notebook is not ready after 0\.02 min\. The last state: its pod starts/,
    );
    expect(end(results, 'pipeline')).toMatch(
      /^verify\.timeout: The pipeline run .*the run is RUNNING, write-artifact is PENDING/,
    );
    expect(end(results, 'artifact')).toBe('skipped: not chosen');
    await nothingLeft();
  });

  test('a model that answers something else does not pass', async () => {
    place.model.answer('{"predictions": [7.0]}');
    expect(end(await verify(['model']), 'model')).toMatch(
      /^verify\.predictionWrong: The model answers {"predictions":\[7\.0\]} instead of {"predictions":\[6\.0\]}\./,
    );
    await nothingLeft();
  });

  test('Ctrl-C ends a check, and what it made is deleted all the same', async () => {
    place.cluster.switches.setController('notebooks', { never: true });
    const interrupt = new AbortController();
    const running = verify(['notebook'], {
      signal: interrupt.signal,
      onProgress: ({ type }) => {
        if (type === 'state') interrupt.abort(new Error('Ctrl-C'));
      },
    });
    await expect(running).rejects.toThrow('Ctrl-C');
    await nothingLeft();
  });

  test('what a killed run left is found and removed by the next one', async () => {
    const labels = { 'mlanywhere.dev/verify': 'true' };
    const spec = { template: { spec: { containers: [{ name: 'old', image: 'old' }] } } };
    await place.client.create<KubernetesObject>(notebooks, {
      apiVersion: 'kubeflow.org/v1',
      kind: 'Notebook',
      metadata: { ...key, labels },
      spec,
    });
    place.pipelines.course({ stuck: 'RUNNING' });
    const killed = new AbortController();
    // The first thing that a killed process does not do any more is to delete; here its requests are refused.
    const client = { ...place.client };
    const first = verifyCluster(client, place.wish, {
      signal: killed.signal,
      minutes: 5,
      only: ['pipeline'],
      onProgress: ({ type }) => {
        if (type === 'state') void place.rig.end('oauth2-proxy').then(() => killed.abort());
      },
    });
    await expect(first).rejects.toThrow();
    await place.rig.restart('oauth2-proxy');
    expect(await left()).toEqual([madeName, madeName, madeName, madeName]);
    place.pipelines.course({});
    const results = await verify(['notebook', 'pipeline']);
    expect([end(results, 'notebook'), end(results, 'pipeline')]).toEqual([
      expect.stringMatching(/^passed/),
      expect.stringMatching(/^passed/),
    ]);
    expect(told).toContainEqual({
      type: 'state',
      id: 'notebook',
      state: 'Notebook mla-verify of an earlier run is deleted',
    });
    await nothingLeft();
  });

  test('somebody’s notebook of the same name stays', async () => {
    const spec = { template: { spec: { containers: [{ name: 'theirs', image: 'theirs' }] } } };
    const theirs = { apiVersion: 'kubeflow.org/v1', kind: 'Notebook', metadata: { ...key }, spec };
    await place.client.create<KubernetesObject>(notebooks, theirs);
    expect(end(await verify(['notebook']), 'notebook')).toMatch(
      /^verify\.nameTaken: The Notebook .*mla-verify is there already/,
    );
    expect(await place.client.get(notebooks, key)).toBeDefined();
    await place.client.delete(notebooks, key);
  });

  test('somebody’s pipeline and experiment of the same name stay', async () => {
    const { pipelines } = place;
    const theirs = createPipelinesClient({ namespace, fetch: fetchAs(pipelines, place.wish.email) });
    const pipeline = await theirs.uploadPipeline({ name: madeName, description: 'of Ann', definition: twoTasks });
    const experiment = await theirs.createExperiment({ name: madeName });
    const before = pipelines.names();
    const results = await verify(['pipeline']);
    expect(end(results, 'pipeline')).toMatch(
      /^verify\.pipelineNameTaken: Kubeflow Pipelines has the pipeline mla-verify in .* already, and no check made it\./,
    );
    expect(pipelines.names()).toEqual(before);
    await theirs.deletePipeline(pipeline.pipeline_id);
    expect(end(await verify(['pipeline']), 'pipeline')).toMatch(/has the experiment mla-verify in /);
    await theirs.deleteExperiment(experiment.experiment_id);
    await nothingLeft();
  });

  test('while checks work in a namespace, others that make something are refused, and disturb nothing', async () => {
    place.pipelines.course({ stuck: 'RUNNING' });
    const working = Promise.withResolvers<true>();
    const first = verify(['pipeline'], {
      onProgress: ({ type }) => {
        if (type === 'state') working.resolve(true);
      },
    });
    await working.promise;
    const second = await verify(['volume', 'model']);
    expect(end(second, 'volume')).toMatch(
      new RegExp(
        `^verify\\.busy: Other checks work in the namespace ${namespace} since 20\\S+Z, started by \\S+/\\d+/`,
      ),
    );
    expect(end(second, 'model')).toBe('skipped: other checks work in the namespace');
    expect(firstFailure(await verify(undefined, { readOnly: true }))).toBeUndefined();
    place.pipelines.course({});
    expect(end(await first, 'pipeline')).toBe('passed: the run succeeded, 2 tasks');
    await nothingLeft();
  });

  test('the turn of a program that stands still goes to the next one, and the first one is told when it wakes', async () => {
    const { client } = place;
    const times = { renew: 40, dead: 600 };
    const awake = Promise.withResolvers<true>();
    const sleeping: typeof client = {
      ...client,
      mergePatch: async (...asked) => {
        await awake.promise;
        return client.mergePatch(...asked);
      },
    };
    const states: string[] = [];
    const onState = (state: string): void => void states.push(state);
    const first = await takeTurn({ client: sleeping, signal, onState }, namespace, times);
    const second = await takeTurn({ client, signal, onState }, namespace, times);
    expect(states).toEqual([expect.stringMatching(/^waiting: other checks/)]);
    await expect(takeTurn({ client, signal, onState }, namespace, times)).rejects.toThrow(/^Other checks work/);
    awake.resolve(true);
    await eventually(async () => first.lost.aborted);
    expect(first.lost.reason).toMatchObject({ key: 'verify.busy' });
    await first.end();
    expect(second.lost.aborted).toBe(false);
    expect(await left()).toEqual([madeName]);
    await second.end();
    expect(await left()).toEqual([]);
  });

  test('a login that fails skips all that needs it', async () => {
    const { error, results } = await verifyAs('nobody@example.com');
    expect(error?.key).toBe('login.userUnknown');
    expect(results.slice(2).every(({ state }) => state === 'skipped')).toBe(true);
    expect(await left()).toEqual([]);
  });

  async function verifyAs(email: string): Promise<{ error: MlaError | undefined; results: VerifyResult[] }> {
    const results = await verifyCluster(place.client, { ...place.wish, email }, { signal });
    return { error: results.find((one) => one.error !== undefined)?.error, results };
  }
});

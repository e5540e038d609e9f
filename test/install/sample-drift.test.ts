import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ForeignChange } from '../../src/api/drift.ts';
import { keyText, type KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { generateCredentials } from '../../src/kubeflow/credentials/credentials.ts';
import type { EndLimits } from '../../src/kubeflow/install/failures/final-failures.ts';
import type { InstallResult } from '../../src/kubeflow/install/install-events.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { followInstall, installation, untilApplied } from './fixtures/follow-install.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';
import { startSampleCluster, type SampleCluster } from './fixtures/sample-cluster.fixture.ts';

let sample: SampleCluster;
let plan: Plan;
let sentBefore: ReadonlySet<string>;
let kubeconfig: string;
beforeAll(async () => {
  sample = await startSampleCluster('sample-drift');
  plan = makePlan({
    release: await loadSampleRelease(),
    components: 'all',
    installation: { name: installation },
    parameters: { credentials: await generateCredentials(randomBytes) },
  });
  kubeconfig = join(sample.cluster.directory, 'kubectl.kubeconfig');
  await writeFile(kubeconfig, sample.cluster.kubeconfig);
  sentBefore = new Set(plan.objects.map(({ key }) => keyText(key)));
});
afterAll(() => sample.stop());
afterEach(() => sample.reset());

const run = (...words: string[]): Promise<string> => kubectl(['--kubeconfig', kubeconfig, ...words]);
const apply = (object: object): Promise<string> =>
  kubectl(
    ['--kubeconfig', kubeconfig, 'apply', '--server-side', '--force-conflicts', '-f', '-'],
    JSON.stringify(object),
  );
const installFirst = () => followInstall({ client: sample.client, plan });
const install = (options: { repair?: boolean; endLimits?: EndLimits } = {}) =>
  followInstall({ client: sample.client, plan, sentBefore, ...options });

const find = async (kind: string, name: string): Promise<KubernetesObject | undefined> => {
  const planned = plan.objects.find(({ key }) => key.kind === kind && key.name === name);
  return planned && sample.client.get(planned.type, planned.key);
};

/** Without times, which the API server sets. */
const withoutTimes = (changes: readonly ForeignChange[] | undefined): object[] =>
  (changes ?? []).map(({ at: _at, ...change }) => change);

const published = Buffer.from('sample-makes-perfect').toString('base64');

/** What an operator, and someone who applies upstream's files, do to an installation. */
async function change(): Promise<void> {
  await run('set', 'image', 'deployment/notebook-page', '*=evil.example/notebook-page:1', '-n', 'sample-notebooks');
  await run('label', 'service', 'entrance', 'mlanywhere.dev/component-', '-n', 'sample-notebooks');
  await run('set', 'env', 'deployment/notebook-page', 'ADDED=by-someone', '-n', 'sample-notebooks');
  await apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'login-user', namespace: 'sample-login' },
    data: { USER_PASSWORD: published },
  });
  await run('delete', 'configmap', 'notebook-choices', '-n', 'sample-notebooks');
  await run('delete', 'networkpolicy', 'only-the-page-is-open', '-n', 'sample-notebooks');
}

const deployment = {
  object: 'Deployment.apps sample-notebooks/notebook-page',
  component: 'notebooks',
  what: 'changed',
  fields: [
    {
      path: 'spec.template.spec.containers[page].image',
      ours: 'sample.mlanywhere.dev/notebook-page:1.0.0',
      theirs: 'evil.example/notebook-page:1',
    },
  ],
  by: 'kubectl-set',
};
const service = {
  object: 'Service sample-notebooks/entrance',
  component: 'notebooks',
  what: 'changed',
  fields: [{ path: 'metadata.labels[mlanywhere.dev/component]' }],
};
const secret = {
  object: 'Secret sample-login/login-user',
  component: 'login',
  what: 'changed',
  fields: [{ path: 'data.USER_PASSWORD' }],
  by: 'kubectl',
};
const removed = [
  'ConfigMap sample-notebooks/notebook-choices',
  'NetworkPolicy.networking.k8s.io sample-notebooks/only-the-page-is-open',
].map((object) => ({ object, component: 'notebooks', what: 'removed', fields: [] }));

describe('what others change in an installation', () => {
  const newest = (news: ReturnType<typeof install>['news']): readonly ForeignChange[] | undefined =>
    news.findLast((one) => one.type === 'foreign-changes')?.changes;

  test('is listed with object, field, who and when, kept without --repair, and what was removed is sent again', async () => {
    expect((await installFirst().result).changes).toEqual([]);
    await change();
    const again = install();
    const result: InstallResult = await again.result;
    const first = again.news.find((one) => one.type === 'foreign-changes')?.changes;
    expect(withoutTimes(first)).toEqual(expect.arrayContaining([deployment, service, secret, ...removed]));
    expect(first).toHaveLength(5);
    expect(first?.find(({ by }) => by === 'kubectl-set')?.at).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(withoutTimes(result.changes)).toEqual(
      expect.arrayContaining([deployment, service, secret, ...removed.map((one) => ({ ...one, repaired: true }))]),
    );
    expect(JSON.stringify(again.news)).not.toContain(published);
    expect((await find('Secret', 'login-user'))?.['data']).toEqual({ USER_PASSWORD: published });
    expect(await find('ConfigMap', 'notebook-choices')).toBeDefined();
    expect(await find('NetworkPolicy', 'only-the-page-is-open')).toBeDefined();
  });

  test('is sent again with --repair, and what they only added stays', async () => {
    await installFirst().result;
    await change();
    const { changes } = await install({ repair: true }).result;
    expect(changes.map(({ object, repaired }) => [object, repaired])).toHaveLength(5);
    expect(changes.every(({ repaired }) => repaired)).toBe(true);
    const text = JSON.stringify(await find('Deployment', 'notebook-page'));
    expect(text).toContain('sample.mlanywhere.dev/notebook-page:1.0.0');
    expect(text).toContain('by-someone');
    expect(JSON.stringify((await find('Secret', 'login-user'))?.['data'])).not.toContain(published);
    expect((await install().result).changes).toEqual([]);
  });

  test('is never called ready when a workload is scaled to 0: the install ends with that reason, and --repair heals it', async () => {
    await installFirst().result;
    await run('scale', 'deployment/login', '--replicas=0', '-n', 'sample-login');
    const again = install({ endLimits: { quiet: 2, trouble: 600 } });
    await expect(again.result).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-019',
      message: 'Deployment.apps sample-login/login cannot become ready. Someone has scaled it to 0.',
    });
    expect(newest(again.news)).toMatchObject([
      { object: 'Deployment.apps sample-login/login', fields: [{ path: 'spec.replicas', ours: '1', theirs: '0' }] },
    ]);
    expect(await install({ repair: true }).result).toMatchObject({ ready: 8, changes: [{ repaired: true }] });
  });

  test('in the middle of an install is told at once, and again at its end', async () => {
    sample.cluster.switches.setController('sample-workspaces', { never: true });
    const running = installFirst();
    await untilApplied(running, 30);
    await running.until((news) => news.some((one) => one.type === 'workload-ready' && one.workload.endsWith('/login')));
    await run('set', 'image', 'deployment/login', '*=evil.example/login:1', '-n', 'sample-login');
    await run('delete', 'networkpolicy', 'webhooks-are-called-by-the-api-server', '-n', 'sample-system');
    await running.until((news) => newest(news)?.some(({ object }) => object.endsWith('/login')));
    sample.cluster.switches.setController('sample-workspaces', undefined);
    const { changes } = await running.result;
    expect(changes.map(({ object, what }) => `${what}: ${object}`)).toEqual([
      'removed: NetworkPolicy.networking.k8s.io sample-system/webhooks-are-called-by-the-api-server',
      'changed: Deployment.apps sample-login/login',
    ]);
  });
});

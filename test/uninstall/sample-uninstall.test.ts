import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toMlaError, type MlaError } from '../../src/errors/error.ts';
import { completeCredentials, type Credentials } from '../../src/kubeflow/credentials/credentials.ts';
import { settleCredentials } from '../../src/kubeflow/credentials/settle-credentials.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { loadSampleRelease } from '../../src/kubeflow/sample/sample-release.ts';
import { stages, type Removal } from '../../src/kubeflow/uninstall/removal.ts';
import { sayPresent } from '../../src/kubeflow/uninstall/judge/find-traces.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { followInstall, installation } from '../install/fixtures/follow-install.fixture.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';
import { startSampleCluster, type SampleCluster } from '../install/fixtures/sample-cluster.fixture.ts';
import { eventually, hangSignal } from '../patience.fixture.ts';
import { followUninstall, type FollowedUninstall } from './fixtures/follow-uninstall.fixture.ts';
import { added, snapshot } from './fixtures/snapshot.fixture.ts';

let sample: SampleCluster;
let kubeconfig: string;
let credentials: Credentials;
let empty: string[];
beforeAll(async () => {
  sample = await startSampleCluster('uninstall');
  kubeconfig = join(sample.cluster.directory, 'kubectl.kubeconfig');
  await writeFile(kubeconfig, sample.cluster.kubeconfig);
  credentials = await completeCredentials({}, randomBytes);
  empty = await eventually(async () => {
    const now = await snapshot(sample.client);
    return now.includes('ServiceAccount default/default') && now;
  });
});
afterAll(() => sample.stop());

const planOf = async (parameters: { credentials?: Credentials }, components: 'all' | string[] = 'all'): Promise<Plan> =>
  makePlan({ release: await loadSampleRelease(), components, installation: { name: installation }, parameters });

const run = (...words: string[]): Promise<string> => kubectl(['--kubeconfig', kubeconfig, ...words]);
const apply = (text: string): Promise<string> =>
  kubectl(['--kubeconfig', kubeconfig, 'apply', '--server-side', '-f', '-'], text);

const finalizersOfEve = (): Promise<string> => run('get', 'workspace', 'eve', '-o', 'jsonpath={.metadata.finalizers}');

const namesOf = (objects: readonly Parameters<typeof sayPresent>[0][]): string[] => objects.map(sayPresent).sort();
const kept = ({ keeps }: Removal): string[] => keeps.map((one) => `${sayPresent(one)}: ${one.because}`).sort();

/** How an uninstall ends that is stuck. */
async function failureOf({ result }: FollowedUninstall): Promise<MlaError> {
  const failure = await result.then(() => undefined, toMlaError);
  if (failure?.key !== 'uninstall.stuck') throw failure ?? new Error('it is not stuck');
  return failure;
}

/** What a user makes: a workspace with a certificate, a volume and settings in it. */
const eve = `
apiVersion: sample.mlanywhere.dev/v1
kind: Workspace
metadata: {name: eve}
spec: {namespace: sample-eve, owner: eve@example.com}
`;
const insideOfEve = `
apiVersion: sample.mlanywhere.dev/v1
kind: Certificate
metadata: {name: eves, namespace: sample-eve}
spec: {secretName: eves, dnsNames: [eve.example.com]}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: work, namespace: sample-eve}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 3Gi}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: notes, namespace: sample-eve}
data: {note: mine}
`;

async function makeEve(): Promise<void> {
  await apply(eve);
  await eventually(async () => (await sample.client.get(builtInTypes.namespace, { name: 'sample-eve' })) !== undefined);
  await apply(insideOfEve);
}

test('removes all that an install and its users brought, data that is named included: the cluster is as it was before', async () => {
  await followInstall({ client: sample.client, plan: await planOf({ credentials }) }).result;
  await makeEve();
  const uninstall = followUninstall({ client: sample.client, data: ['sample-notebooks', 'sample-eve/work'] });
  const left = await uninstall.result;
  expect(left.goes).toEqual([]);
  expect(left.keeps).toEqual([]);
  expect(added(empty, await snapshot(sample.client))).toEqual([]);

  const judged = uninstall.news.find((one) => one.type === 'judged');
  const users = judged?.removal.goes.filter((one) => one.users === true) ?? [];
  expect(namesOf(users)).toEqual(['Certificate sample-eve/eves', 'Workspace eve']);
  const order = uninstall.news.flatMap((one) => (one.type === 'stage' ? one.stage : []));
  expect(order).toEqual(Object.keys(stages).filter((stage) => order.includes(stage as (typeof order)[number])));
  expect(order).toEqual(
    expect.arrayContaining(['user-objects', 'profiles', 'webhooks', 'workloads', 'definitions', 'namespaces']),
  );
});

test('keeps data with what opens it and whose it is, and nothing of others is touched; a re-install finds its passwords', async () => {
  await followInstall({ client: sample.client, plan: await planOf({ credentials }) }).result;
  await makeEve();
  await eventually(async () => (await finalizersOfEve()).includes('clean-up'));
  await apply(`
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: sample.mlanywhere.dev/v1
kind: Certificate
metadata: {name: till, namespace: shop}
spec: {secretName: till, dnsNames: [till.example.com]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: company-notes, namespace: sample-login}
data: {note: ours}
`);
  const shop = await eventually(
    async () =>
      (await run('get', 'secret,certificate', '-n', 'shop', '-o', 'name')).includes('till') &&
      run('get', 'all,secret,configmap,certificate', '-n', 'shop', '-o', 'yaml'),
  );
  const keeping = followUninstall({ client: sample.client });
  const left = await keeping.result;
  expect(await run('get', 'all,secret,configmap,certificate', '-n', 'shop', '-o', 'yaml')).toBe(shop);
  expect(kept(left)).toEqual([
    'Certificate shop/till: it is not of this installation',
    'ConfigMap sample-login/company-notes: kubectl owns it',
    'CustomResourceDefinition certificates.sample.mlanywhere.dev: Certificate shop/till needs its kind',
    'CustomResourceDefinition workspaces.sample.mlanywhere.dev: Workspace eve needs its kind',
    'Namespace sample-eve: the data of PersistentVolumeClaim sample-eve/work stays',
    'Namespace sample-login: ConfigMap sample-login/company-notes is not of this installation',
    'Namespace sample-notebooks: the data of PersistentVolumeClaim sample-notebooks/data-history-database-0 stays',
    'PersistentVolumeClaim sample-eve/work: data stays unless you name it',
    'PersistentVolumeClaim sample-notebooks/data-history-database-0: data stays unless you name it',
    'PersistentVolumeClaim sample-notebooks/history-archive: data stays unless you name it',
    'Secret sample-notebooks/history-database: it opens the data of data-history-database-0 and history-archive, which stay',
    'Workspace eve: the data of PersistentVolumeClaim sample-eve/work stays',
  ]);
  expect(left.notes).toEqual([expect.stringContaining('2 objects of kinds of Kubeflow stay')]);
  expect(await run('get', 'pods,deployments,statefulsets', '-A', '-o', 'name')).toBe('');
  expect(keeping.news).toContainEqual({
    type: 'finalizers-released',
    object: 'Workspace eve',
    finalizers: ['sample.mlanywhere.dev/clean-up'],
  });

  const again = await settleCredentials({
    client: sample.client,
    plan: await planOf({}),
    installation,
    stored: {},
    random: randomBytes,
    signal: hangSignal(),
  });
  expect(again.readBack).toEqual(['sample-notebooks/history-database']);
  expect(again.credentials.historyDatabasePassword.reveal()).toBe(credentials.historyDatabasePassword.reveal());
  const plan = await planOf({ credentials: again.credentials });
  expect(await followInstall({ client: sample.client, plan }).result).toMatchObject({ changes: [] });
  await run('delete', 'namespace', 'shop');
  await run('delete', 'configmap', 'company-notes', '-n', 'sample-login');
  await eventually(async () => (await finalizersOfEve()).includes('clean-up'));
  // Without its controller, data that an uninstall kept can go later.
  await followUninstall({ client: sample.client }).result;
  expect(await finalizersOfEve()).toBe('');
  await followUninstall({ client: sample.client, data: ['sample-notebooks', 'sample-eve'] }).result;
  expect(added(empty, await snapshot(sample.client))).toEqual([]);
});

test('tells what is stuck as the cluster says it; an explicit word removes a finalizer, and only the one that is named', async () => {
  await followInstall({ client: sample.client, plan: await planOf({ credentials }) }).result;
  await makeEve();
  await run(
    'patch',
    'mutatingwebhookconfiguration',
    'sample-workspace-defaults',
    '--type=json',
    '-p',
    JSON.stringify([{ op: 'replace', path: '/webhooks/0/rules/0/operations', value: ['CREATE', 'DELETE'] }]),
  );
  await eventually(async () => (await finalizersOfEve()).includes('clean-up'));
  // The controller is gone first, and with it the program behind a webhook.
  await run('scale', 'deployment', 'workspace-controller', '-n', 'sample-system', '--replicas=0');
  await eventually(
    async () =>
      (await run('get', 'pods', '-n', 'sample-system', '-l', 'app=workspace-controller', '-o', 'name')) === '',
  );
  // A webhook of others that never answers.
  await apply(`
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: company-guard}
webhooks:
- name: guard.company.example
  admissionReviewVersions: [v1]
  sideEffects: None
  clientConfig: {service: {namespace: default, name: company-guard}}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [configmaps], scope: Namespaced}]
  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: sample-login}}
`);
  await sample.client.create(builtInTypes.configMap, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'held', namespace: 'sample-notebooks', finalizers: ['example.com/hold'] },
  });
  const data = ['sample-notebooks', 'sample-eve'];

  const first = followUninstall({ client: sample.client, data, quiet: 3000 });
  const stuck = await failureOf(first);
  expect(stuck.message).toContain('Workspace');
  expect(stuck.fix).toContain('--remove-finalizers "Workspace');
  expect(first.waits()).toContainEqual(
    expect.stringMatching(/^Workspace eve: It has the finalizer sample.mlanywhere.dev\/clean-up, set by mlanywhere/),
  );
  const judged = first.news.find((one) => one.type === 'judged');
  expect(
    judged?.removal.goes.filter(({ stage }) => stage === 'dead-webhooks').map(({ metadata }) => metadata.name),
  ).toContain('sample-workspace-defaults');
  expect(await run('get', 'workspaces', '-o', 'name')).toContain('eve');

  const second = followUninstall({
    client: sample.client,
    data,
    quiet: 3000,
    finalizers: ['Workspace eve', 'Workspace first-user'],
  });
  expect((await failureOf(second)).message).toContain('ConfigMap sample-login/login-page');
  expect(second.news).toContainEqual({
    type: 'finalizers-removed',
    object: 'Workspace eve',
    finalizers: ['sample.mlanywhere.dev/clean-up'],
  });
  expect(second.waits()).toContainEqual(
    expect.stringMatching(
      /^ConfigMap sample-login\/login-page: The webhook guard.company.example must allow the deletion, and it does not answer/,
    ),
  );
  expect(await run('get', 'validatingwebhookconfiguration', '-o', 'name')).toContain('company-guard');
  await run('delete', 'validatingwebhookconfiguration', 'company-guard');

  // The namespace controller takes several seconds before it says what it waits for.
  const third = followUninstall({ client: sample.client, data, quiet: 20_000 });
  expect((await failureOf(third)).message).toMatch(
    /Namespace sample-notebooks.*Kubernetes says: .*example.com\/hold in 1 resource instances/,
  );
  await run(
    'patch',
    'configmap',
    'held',
    '-n',
    'sample-notebooks',
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":null}}',
  );
  await followUninstall({ client: sample.client, data }).result;
  expect(added(empty, await snapshot(sample.client))).toEqual([]);
});

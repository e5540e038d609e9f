import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../../sandbox/cluster.ts';
import { clientOfAccount } from '../../../test/install/fixtures/account-client.fixture.ts';
import { eventually, hangSignal } from '../../../test/patience.fixture.ts';
import type { UpgradePlan } from '../../api/contract/upgrades.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type KubernetesObject, type ResourceType } from '../../kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { matching } from '../../kubernetes/testing/matching.fixture.ts';
import { defaultSoftLimits } from '../install/install-options.ts';
import { installRelease } from '../install/install-release.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { computeUpgrade } from './compute/compute-upgrade.ts';
import { carryOutUpgrade, type UpgradeNews } from './carry-out-upgrade.ts';
import { listInstalled } from './installed-objects.ts';
import { lookAtUpgrade } from './look-at-upgrade.ts';
import { isQuiesced } from './quiesced.ts';
import { dyingAfter, Killed } from './testing/dying-client.fixture.ts';
import { probeRoutes } from './testing/probe-routes.fixture.ts';
import { scaleAsPerson } from './testing/scale-as-person.fixture.ts';
import { settingsInMemory } from './testing/settings-in-memory.fixture.ts';
import { watchMoments } from './testing/watch-moments.fixture.ts';
import { chartsRelease, movedRelease } from './testing/moved-release.fixture.ts';

/* Two small releases against one real API server: what an upgrade says beforehand, and what it does. */

const installation = 'moving';
const planOf = (version: '1' | '2'): Plan =>
  makePlan({ release: movedRelease(version), components: 'all', installation: { name: installation }, parameters: {} });

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
let view: UpgradePlan;

const objectsOf = (verb: string): string[] =>
  view.changes
    .filter((change) => change.verb === verb)
    .map(({ object }) => object)
    .toSorted();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  cluster = await startSandboxCluster({ name: 'upgrade', directory });
  client = createKubernetesClient(cluster.access);
  await installRelease({
    client,
    plan: planOf('1'),
    installation,
    softLimits: defaultSoftLimits,
    signal: hangSignal(),
    now: () => new Date(),
    tell: () => undefined,
  });
  // As a user does with kubectl.
  await client.mergePatch(
    builtInTypes.configMap,
    { namespace: 'platform', name: 'leftover' },
    { metadata: { labels: { team: 'research' } } },
  );
  const facts = await lookAtUpgrade({ client, installation, wanted: planOf('2'), signal: hangSignal() });
  view = computeUpgrade(facts).view;
});
afterAll(async () => {
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('an upgrade tells what is added, changed, made again, removed and kept', () => {
  expect(view).toMatchObject({
    from: { name: 'test', version: '1' },
    to: { name: 'test', version: '2' },
    blockers: [],
  });
  expect(objectsOf('add')).toEqual([
    'ClusterRole.rbac.authorization.k8s.io reports-new',
    'Deployment.apps serving/model-ui',
    'Namespace serving',
    'Service serving/model-ui',
    'VirtualService.networking.istio.io serving/model-ui',
  ]);
  expect(objectsOf('change')).toEqual([
    'ClusterRoleBinding.rbac.authorization.k8s.io model-controller',
    'ConfigMap platform/changed',
    'CustomResourceDefinition.apiextensions.k8s.io models.example.com',
  ]);
  expect(view.changes.filter(({ verb }) => verb === 'recreate')).toMatchObject([
    { object: 'Deployment.apps platform/reports', because: 'spec.selector cannot be changed.' },
    { object: 'ClusterRoleBinding.rbac.authorization.k8s.io reports', because: 'roleRef cannot be changed.' },
  ]);
  expect(objectsOf('orphan')).toEqual([
    'ClusterRole.rbac.authorization.k8s.io reports-old',
    'ConfigMap platform/leftover',
    'Deployment.apps platform/model-page',
    'Service platform/model-page',
    'VirtualService.networking.istio.io platform/model-page',
  ]);
  expect(view.changes.filter(({ verb }) => verb === 'keep')).toMatchObject([
    { object: 'CustomResourceDefinition.apiextensions.k8s.io drafts.example.com' },
    { object: 'PersistentVolumeClaim platform/drafts', because: 'Data is kept.' },
  ]);
  expect(view.unchanged).toBe(4);
});

test('a program that moves to another namespace is named with its old place, and stops there before it starts here', () => {
  expect(view.changes.filter(({ verb }) => verb === 'move')).toMatchObject([
    { object: 'DaemonSet.apps serving/model-cache', from: 'DaemonSet.apps platform/model-cache' },
    { object: 'Deployment.apps serving/model-controller', from: 'Deployment.apps platform/model-controller' },
    { object: 'ServiceAccount serving/model-controller', from: 'ServiceAccount platform/model-controller' },
    { object: 'StatefulSet.apps serving/model-index', from: 'StatefulSet.apps platform/model-index' },
  ]);
  expect(view.quiesced).toMatchObject([
    { object: 'DaemonSet.apps platform/model-cache', because: matching(/on each node/) },
    {
      object: 'Deployment.apps platform/model-controller',
      before: 'Deployment.apps serving/model-controller',
      because: matching(/both would lead/),
    },
    { object: 'StatefulSet.apps platform/model-index', before: 'StatefulSet.apps serving/model-index' },
  ]);
});

test('a path that another VirtualService claims changes hands when the program behind it is available', () => {
  expect(view.routes).toEqual([
    {
      path: '/models/',
      from: 'VirtualService.networking.istio.io platform/model-page',
      to: 'VirtualService.networking.istio.io serving/model-ui',
      after: 'Deployment.apps serving/model-ui',
    },
  ]);
});

test('what users notice names what does not answer, for at least how long, and what has no way back', () => {
  expect(view.down).toMatchObject([
    { object: 'Deployment.apps platform/reports', atLeastSeconds: 7 },
    { object: 'DaemonSet.apps serving/model-cache', because: matching(/platform\/model-cache stops before/) },
    { object: 'Deployment.apps serving/model-controller', atLeastSeconds: 7 },
    { object: 'StatefulSet.apps serving/model-index' },
  ]);
  expect(view.noticed.join(' ')).toMatch(
    /reports, model-cache, model-controller and model-index do not answer until they are ready again/,
  );
  expect(view.noticed.join(' ')).toMatch(
    /\/models\/ leads to another program from the moment when that program is ready/,
  );
  expect(view.noReturn).toMatchObject([
    {
      object: 'CustomResourceDefinition.apiextensions.k8s.io models.example.com',
      because: matching(/stored as v1alpha2, which the installed release does not have/),
    },
  ]);
});

test('what the account may not delete blocks the upgrade before anything is sent', async () => {
  const verbs = ['get', 'list', 'watch', 'create', 'patch', 'update', 'bind', 'escalate'];
  const limited = await clientOfAccount({ client, cluster }, 'upgrader', [
    { apiGroups: ['*'], resources: ['*'], verbs },
  ]);
  const facts = await lookAtUpgrade({ client: limited, installation, wanted: planOf('2'), signal: hangSignal() });
  await limited.close();
  const { blockers } = computeUpgrade(facts).view;
  expect(blockers).toHaveLength(11);
  expect(blockers.map(({ evidence }) => evidence)).toEqual(
    expect.arrayContaining([matching(/^Deployment.apps platform\/reports: .*may not delete deployments/)]),
  );
});

describe('carried out', () => {
  const models: ResourceType = {
    group: 'example.com',
    version: 'v1alpha1',
    kind: 'Model',
    plural: 'models',
    namespaced: true,
  };
  const drafts: ResourceType = { ...models, version: 'v1', kind: 'Draft', plural: 'drafts' };
  const upgradeTo = (
    version: '1' | '2',
    { as = client, signal = hangSignal() }: { as?: KubernetesClient; signal?: AbortSignal } = {},
  ): ReturnType<typeof carryOutUpgrade> =>
    carryOutUpgrade({
      client: as,
      plan: planOf(version),
      installation,
      softLimits: defaultSoftLimits,
      settings: 'keep',
      record,
      signal,
      now: () => new Date(),
      tell: () => undefined,
      tellUpgrade: (one) => {
        news.push(one);
        onNews(one);
      },
    });
  const news: UpgradeNews[] = [];
  const record = settingsInMemory();
  let onNews: (one: UpgradeNews) => void = () => undefined;
  const names = async (): Promise<string[]> =>
    (await listInstalled({ client, installation, signal: hangSignal() })).map(({ key }) => keyText(key)).toSorted();
  const holdLease = (name: string, holderIdentity: string): Promise<KubernetesObject> =>
    client.create(builtInTypes.lease, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'platform' },
      spec: { holderIdentity },
    });
  let first: string[];
  let second: string[];

  test('the programs, paths and leftovers change hands one after the other, and what users and others have stays', async () => {
    first = await names();
    await client.create(drafts, {
      apiVersion: 'example.com/v1',
      kind: 'Draft',
      metadata: { name: 'mine', namespace: 'default' },
      spec: { text: 'mine' },
    });
    const before = await client.get(drafts, { namespace: 'default', name: 'mine' });
    await holdLease('page', 'model-page-5d9c7b8f6d-x2v4b_8b1f');
    await holdLease('cache', 'model-page-cache-6c8f7d9b5f-k7tzq_1c2d');
    const watched = await watchMoments(client);
    const prober = await probeRoutes(client);
    const result = await upgradeTo('2');
    await watched.stop();
    const probed = await prober.stop();
    expect(result).toMatchObject({ rejected: 0, removed: 9 });

    const [old, next] = ['Deployment.apps platform/model-controller', 'Deployment.apps serving/model-controller'];
    expect(watched.moments.some(({ running }) => running.includes(next))).toBe(true);
    expect(watched.moments.filter(({ running }) => running.includes(old) && running.includes(next))).toEqual([]);
    for (const name of ['model-cache', 'model-index']) {
      const both = [`platform/${name}`, `serving/${name}`];
      expect(watched.moments.at(-1)?.pods).toContain(`serving/${name}`);
      expect(watched.moments.filter(({ pods }) => both.every((one) => pods.includes(one)))).toEqual([]);
    }
    const routes = watched.moments.map((moment) => moment.routes);
    expect(routes[0]).toEqual(['VirtualService.networking.istio.io platform/model-page']);
    expect(routes.at(-1)).toEqual(['VirtualService.networking.istio.io serving/model-ui']);
    // There is a way to the path at each moment, and never two that lead to different programs.
    expect(probed).toMatchObject({ lasting: ['platform/main * /models/'], lost: [], disputed: [], unanswered: [] });
    // The path passes on when its new program answers.
    const handed = watched.moments.findIndex((moment) => moment.routes.some((name) => name.includes('serving/')));
    expect(watched.moments[handed]?.available).toContain('Deployment.apps serving/model-ui');

    expect(await client.get(drafts, { namespace: 'default', name: 'mine' })).toEqual(before);
    // The Lease of a program goes with it, and that of a program with a longer name stays.
    const leases = await client.list(builtInTypes.lease, { namespace: 'platform' });
    expect(leases.map(({ metadata: { name } }) => name)).toEqual(['cache']);
    second = await names();
    expect(second).toEqual(
      [
        ...planOf('2').objects.map(({ key }) => keyText(key)),
        'CustomResourceDefinition.apiextensions.k8s.io drafts.example.com',
        'PersistentVolumeClaim platform/drafts',
      ].toSorted(),
    );
  });

  test('news tell what was stopped, deleted and made again, handed over and removed', () => {
    const prepared = news.flatMap((one) => (one.type === 'prepared' ? [`${one.verb} ${one.object}`] : []));
    expect(prepared.toSorted()).toEqual([
      'hand-over VirtualService.networking.istio.io platform/model-page',
      'quiesce DaemonSet.apps platform/model-cache',
      'quiesce Deployment.apps platform/model-controller',
      'quiesce StatefulSet.apps platform/model-index',
      'recreate ClusterRoleBinding.rbac.authorization.k8s.io reports',
      'recreate Deployment.apps platform/reports',
    ]);
    expect(news.filter(({ type }) => type === 'removed').map(({ object }) => object)).toContain(
      'ConfigMap platform/leftover',
    );
  });

  test('a second time changes nothing, and the way back restores the old release and its stopped program', async () => {
    expect(await upgradeTo('2')).toMatchObject({ removed: 0, unchanged: planOf('2').objects.length });
    await upgradeTo('1');
    expect(await names()).toEqual([...first, 'Namespace serving'].toSorted());
    const controller = await client.get<Scaled>(builtInTypes.deployment, {
      namespace: 'platform',
      name: 'model-controller',
    });
    expect(controller?.spec.replicas).toBe(1);
    const definition = await client.get<Stored>(builtInTypes.customResourceDefinition, { name: 'models.example.com' });
    expect(definition?.status.storedVersions).toEqual(['v1alpha1']);
  });

  test('a program killed after any write leaves what the next attempt completes, to the same end, with what others had set', async () => {
    const reports = { namespace: 'platform', name: 'reports' };
    await scaleAsPerson(client, reports, 3);
    const { uid } = (await client.get(builtInTypes.deployment, reports))?.metadata ?? {};
    let killed = 0;
    for (;;) {
      const outcome = await upgradeTo('2', { as: dyingAfter(client, 1) }).catch((thrown: unknown) => thrown);
      if (!(outcome instanceof Error)) break;
      expect(outcome).toSatisfy((error: Error) => [error, error.cause].some((one) => one instanceof Killed));
      killed += 1;
    }
    expect(killed).toBeGreaterThanOrEqual(12);
    expect(await names()).toEqual(second);
    const madeAgain = await client.get<Scaled>(builtInTypes.deployment, reports);
    expect(madeAgain?.metadata.uid).not.toBe(uid);
    expect(madeAgain?.spec.replicas).toBe(3);
    expect(await record.load()).toBeUndefined();
  });

  test('there is no way back after an object is stored in a version that the old release does not have', async () => {
    await client.create(models, {
      apiVersion: 'example.com/v1alpha1',
      kind: 'Model',
      metadata: { name: 'mine', namespace: 'default' },
    });
    await expect(upgradeTo('1')).rejects.toMatchObject({
      key: 'upgrade.blocked',
      message: matching(/models\.example\.com has 1 object .* v1alpha2/),
    });
    await client.delete(models, { namespace: 'default', name: 'mine' });
  });

  test('an upgrade that is cancelled while a program is stopped starts that program again', async () => {
    const cancel = new AbortController();
    // The program in the other direction is the one that stops first.
    onNews = (one) => {
      if (one.type === 'prepared' && one.verb === 'quiesce') cancel.abort();
    };
    const run = upgradeTo('1', { signal: AbortSignal.any([cancel.signal, hangSignal()]) });
    await expect(run).rejects.toMatchObject({ key: 'general.cancelled' });
    onNews = () => undefined;
    for (const [type, name] of [
      [builtInTypes.daemonSet, 'model-cache'],
      [builtInTypes.statefulSet, 'model-index'],
    ] as const) {
      const running = (await client.list(type, {})).filter(
        ({ metadata }) => metadata.name === name && !isQuiesced(metadata),
      );
      expect(running).toHaveLength(1);
      // A DaemonSet that is stopped has no pods, wherever that is written on it.
      const [namespace, labelSelector] = [running[0]?.metadata.namespace ?? '', `app=${name}`];
      await eventually(
        async () => (await client.listMetadata(builtInTypes.pod, { namespace, labelSelector })).length > 0,
      );
    }
    const programs = await client.list<Scaled>(builtInTypes.deployment, {});
    expect(
      programs.filter(({ metadata: { name }, spec }) => name === 'model-controller' && spec.replicas > 0),
    ).toHaveLength(1);
    await upgradeTo('1');
    expect(await names()).toEqual([...first, 'Namespace serving'].toSorted());
  });
});

describe('objects in a version that the next release does not have', () => {
  const charting = 'charting';
  const charts: ResourceType = {
    group: 'example.com',
    version: 'v1beta1',
    kind: 'Chart',
    plural: 'charts',
    namespaced: true,
  };
  const release = (version: '1' | '2'): Plan =>
    makePlan({ release: chartsRelease(version), components: 'all', installation: { name: charting }, parameters: {} });
  const upgrade = (
    version: '1' | '2',
    as: KubernetesClient,
    tellUpgrade: (news: UpgradeNews) => void = () => undefined,
  ) =>
    carryOutUpgrade({
      client: as,
      plan: release(version),
      installation: charting,
      softLimits: defaultSoftLimits,
      settings: 'keep',
      record: settingsInMemory(),
      signal: hangSignal(),
      now: () => new Date(),
      tell: () => undefined,
      tellUpgrade,
    });
  const definition = (): Promise<Stored | undefined> =>
    client.get<Stored>(builtInTypes.customResourceDefinition, { name: 'charts.example.com' });
  /** The objects without what tells how they are stored. */
  const content = async (version: string): Promise<object[]> =>
    (await client.list(charts.version === version ? charts : { ...charts, version }, {})).map(
      ({
        apiVersion: _apiVersion,
        metadata: { resourceVersion: _resourceVersion, managedFields: _fields, ...metadata },
        ...rest
      }) => ({
        metadata,
        ...rest,
      }),
    );
  let before: object[];

  beforeAll(async () => {
    await installRelease({
      client,
      plan: release('1'),
      installation: charting,
      softLimits: defaultSoftLimits,
      signal: hangSignal(),
      now: () => new Date(),
      tell: () => undefined,
    });
    for (let number = 1; number <= 12; number += 1)
      await client.create(charts, {
        apiVersion: 'example.com/v1beta1',
        kind: 'Chart',
        metadata: { name: `chart-${number}`, namespace: 'default', finalizers: ['example.com/hold'] },
        spec: { number, nested: { anything: [number] } },
      });
    before = await content('v1beta1');
  });

  test('are named in the plan with their count', async () => {
    const facts = await lookAtUpgrade({ client, installation: charting, wanted: release('2'), signal: hangSignal() });
    expect(computeUpgrade(facts).view).toMatchObject({
      blockers: [],
      rewritten: [
        {
          object: 'CustomResourceDefinition.apiextensions.k8s.io charts.example.com',
          count: 12,
          from: ['v1beta1'],
          to: 'v1',
        },
      ],
      noReturn: [{ because: matching(/no way back after they are written again/) }],
    });
  });

  test('are written again, also when a program dies meanwhile and others write, and the version is forgotten', async () => {
    const death = await upgrade('2', dyingAfter(client, 5)).catch((thrown: unknown) => thrown);
    expect(death).toSatisfy((error: Error) => [error, error.cause].some((one) => one instanceof Killed));
    expect((await definition())?.status.storedVersions).toEqual(['v1beta1', 'v1']);

    // The first object that is written was changed by somebody since it was read.
    let others: Promise<unknown> | undefined;
    const amongOthers: KubernetesClient = {
      ...client,
      request: async (method, path, body, options) => {
        if (method === 'PUT') {
          const { name } = (body as KubernetesObject).metadata;
          others ??= client.mergePatch(
            charts,
            { namespace: 'default', name },
            { metadata: { labels: { by: 'others' } } },
          );
          await others;
        }
        return client.request(method, path, body, options);
      },
    };
    const told: UpgradeNews[] = [];
    await upgrade('2', amongOthers, (one) => told.push(one));
    expect(told).toMatchObject([{ type: 'rewritten', count: 12, version: 'v1' }]);
    expect((await definition())?.status.storedVersions).toEqual(['v1']);
    // The API server could not read one that is stored in a version which its definition does not have.
    const labelled = await client.list({ ...charts, version: 'v1' }, { labelSelector: 'by=others' });
    expect(labelled).toHaveLength(1);
    for (const { metadata } of labelled)
      await client.mergePatch(
        { ...charts, version: 'v1' },
        { namespace: 'default', name: metadata.name },
        { metadata: { labels: null } },
      );
    expect(await content('v1')).toEqual(before);
  });

  test('do not go back to an older version', async () => {
    await expect(upgrade('1', client)).rejects.toMatchObject({
      key: 'upgrade.blocked',
      message: matching(/12 objects that can be stored as v1, .* v1beta1 is not newer than v1/),
    });
  });
});

interface Scaled extends KubernetesObject {
  spec: { replicas: number };
}

interface Stored extends KubernetesObject {
  status: { storedVersions: readonly string[] };
}

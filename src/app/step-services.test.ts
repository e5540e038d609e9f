import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Installation } from '../installation/installation.ts';
import { credentialNames } from '../kubeflow/credentials/credentials.ts';
import { clusterOf } from '../kubeflow/ownership/testing/cluster-of.fixture.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import { sampleSource } from '../kubeflow/sample/sample-release.ts';
import { openReleaseLibrary } from '../kubeflow/release/release-library.ts';
import type { KubernetesObject } from '../kubernetes/objects/object.ts';
import { Secret } from '../secret.ts';
import { createOutbound } from '../network/outbound.ts';
import type { Database } from '../runs/database/open-database.ts';
import { openDatabaseIn, sandboxInstallation } from '../runs/database/open-database.fixture.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import { createRedactor } from '../runs/secrets/redactor.ts';
import { openSqlInstallationStore } from '../runs/store/sql-installation-store.ts';
import { openSqlRunStore } from '../runs/store/sql-run-store.ts';
import { openVault } from '../runs/secrets/vault.ts';
import { noReleases } from '../server/installations/no-releases.fixture.ts';
import { composeStepServices, type ComposedServices } from './step-services.ts';
import { hangSignal } from '../../test/patience.fixture.ts';

let directory: string;
let database: Database;
let installations: InstallationStore;
let services: ComposedServices;
/** Another start on the same store, which has nothing in its memory. */
let start: () => ComposedServices;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-services-'));
  database = await openDatabaseIn(directory);
  installations = openSqlInstallationStore({
    database,
    vault: await openVault({ keyFile: join(directory, 'secret.key') }),
    redactor: createRedactor(),
  });
  const releases = openReleaseLibrary({
    directory: join(directory, 'releases'),
    cacheDirectory: join(directory, 'cache'),
    releasePath: undefined,
    builtIn: [sampleSource],
  });
  start = () =>
    composeStepServices({
      platforms: [],
      releases,
      installations,
      fetches: noReleases.fetches,
      outbound: createOutbound({}),
    });
  services = start();
});

afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true, force: true });
});

function sampleInstallation(name: string): Installation {
  const installation = sandboxInstallation(name);
  const kubeflow = {
    release: 'sample',
    components: 'all' as const,
    user: { email: 'user@example.com' },
    access: { expose: 'clusterIP' as const },
  };
  return { ...installation, spec: { ...installation.spec, kubeflow } };
}

function nodeWith(label: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one', labels: { [label]: '' } } };
}

describe('the plan', () => {
  test('for looking only holds no secret of the installation, and nothing is stored for it', async () => {
    const plan = await services.sketchPlan(sampleInstallation('unsaved'));
    expect(plan.totals.objects).toBeGreaterThan(40);
    await expect(installations.loadCredentials('unsaved')).rejects.toMatchObject({ code: 'MLA-RUN-005' });
  });

  test('for a run holds secrets that are made once and kept', async () => {
    const installation = sampleInstallation('saved');
    await (await openSqlRunStore(database)).createRun({ installation, kind: 'create' });
    await expect(installations.loadCredentials('saved')).rejects.toMatchObject({ code: 'MLA-RUN-015' });
    const first = await services.planFor(installation);
    expect((await installations.loadCredentials('saved')).email).toBe('user@example.com');
    expect(await start().planFor(installation)).toEqual(first);
  });

  test('after the data directory lost them, the credentials are read back from the cluster, so that no object of it changes', async () => {
    const installation = sampleInstallation('lost');
    await (await openSqlRunStore(database)).createRun({ installation, kind: 'create' });
    const before = await services.planFor(installation);
    await using cluster = await clusterOf(before.objects.map(({ body }) => JSON.parse(body) as KubernetesObject));
    const settle = (): ReturnType<ComposedServices['settleCredentials']> =>
      services.settleCredentials({ client: cluster.client, installation, signal: hangSignal() });
    expect(await settle()).toEqual({ readBack: [], passwordKnown: true });

    await services.forgetCluster('lost', { keepCredentials: true });
    expect((await services.planFor(installation)).objects).toEqual(before.objects);

    await services.forgetCluster('lost', { keepCredentials: false });
    expect(await settle()).toEqual({
      readBack: ['sample-login/login-user', 'sample-notebooks/history-database'],
      passwordKnown: true,
    });
    expect((await services.planFor(installation)).objects).toEqual(before.objects);
    expect((await installations.loadCredentials('lost')).password?.reveal()).toMatch(/^\w{16}$/);
  });

  test('for a run fits the kind of its cluster, and is refused where Kubeflow cannot run', async () => {
    const installation = sampleInstallation('kinds');
    await (await openSqlRunStore(database)).createRun({ installation, kind: 'create' });
    const signal = hangSignal();
    const optsOut = ({ switches }: Plan): unknown => switches.find(({ id }) => id === 'aks-admissions-enforcer')?.on;
    expect(optsOut(await services.planFor(installation))).toBe(false);
    await using aks = await clusterOf([nodeWith('kubernetes.azure.com/cluster')]);
    expect(optsOut(await services.planFor(installation, { client: aks.client, signal }))).toBe(true);
    expect(optsOut(await services.sketchPlan(installation, { client: aks.client, signal }))).toBe(true);
    await using openShift = await clusterOf([nodeWith('node.openshift.io/os_id')]);
    const refused = services.planFor(installation, { client: openShift.client, signal });
    await expect(refused).rejects.toMatchObject({ code: 'MLA-PLATFORM-008' });
  });

  test('for looking only is made also where the cluster does not answer what it is', async () => {
    const gone = await clusterOf([]);
    await gone[Symbol.asyncDispose]();
    const plan = await services.sketchPlan(sampleInstallation('unsaved'), {
      client: gone.client,
      signal: hangSignal(),
    });
    expect(plan.totals.objects).toBeGreaterThan(40);
  });

  test('secret values of an access are kept with the installation, one beside the other, until its cluster is gone', async () => {
    await expect(installations.saveGivenSecret('early', 'tls-key', new Secret('one'))).rejects.toMatchObject({
      key: 'run.installationNotFound',
    });
    await (await openSqlRunStore(database)).createRun({ installation: sampleInstallation('early'), kind: 'create' });
    await installations.saveGivenSecret('early', 'tls-key', new Secret('one'));
    await installations.saveGivenSecret('early', 'aws', new Secret('two'));
    await installations.saveGivenSecret('early', 'tls-key', new Secret('three'));
    const stored = async () =>
      Object.entries(await installations.loadGivenSecrets('early')).map(([name, secret]) => [name, secret.reveal()]);
    expect(await stored()).toEqual([
      ['tls-key', 'three'],
      ['aws', 'two'],
    ]);
    await installations.forgetCluster('early', { keepCredentials: true });
    expect(await stored()).toHaveLength(2);
    await installations.forgetCluster('early', { keepCredentials: false });
    expect(await stored()).toEqual([]);
  });

  test('credentials that an update brings are added to those that are stored', async () => {
    const installation = sampleInstallation('older');
    await (await openSqlRunStore(database)).createRun({ installation, kind: 'create' });
    await installations.saveCredentials('older', {
      email: 'user@example.com',
      password: new Secret('kept'),
      others: { userPassword: new Secret('kept') },
    });
    await services.planFor(installation);
    const { others = {} } = await installations.loadCredentials('older');
    expect(others['userPassword']?.reveal()).toBe('kept');
    expect(Object.keys(others).sort()).toEqual(Object.keys(credentialNames).sort());
  });
});

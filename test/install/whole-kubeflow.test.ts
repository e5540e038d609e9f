import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { kubernetesFiles } from '../../scripts/deploy/kubernetes-files.fixture.ts';
import type { ControllerName } from '../../sandbox/switches.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { generateCredentials } from '../../src/kubeflow/credentials/credentials.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { Release } from '../../src/kubeflow/release/release.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import { describeRemoval } from '../../src/kubeflow/uninstall/describe-removal.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { eventually } from '../patience.fixture.ts';
import { makeEvesObjects } from '../uninstall/fixtures/eves-objects.fixture.ts';
import { followUninstall } from '../uninstall/fixtures/follow-uninstall.fixture.ts';
import { added, snapshot } from '../uninstall/fixtures/snapshot.fixture.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall, installation } from './fixtures/follow-install.fixture.ts';
import { giveRights, kubeconfigOfPerson } from './fixtures/person.fixture.ts';
import { readRestarts } from './fixtures/restarts.fixture.ts';
import { compareWithRelease } from './fixtures/release-in-cluster.fixture.ts';
import { wholeInstall } from './fixtures/whole-install.fixture.ts';

const version = '26.03.1';
const isHere = kubeflowVersions.includes(version);

test.runIf(!isHere)(
  `Kubeflow ${version} is not here (MLA_RELEASE_PATH): whole installs are shown with the sample release only`,
  () => {
    expect(kubeflowVersions).not.toContain(version);
  },
);

/** Who installs: no administrator. */
const person = 'pat';

/** 58 by the workloads, and one of istio-cni on each of the other three nodes. */
const pods = 61;

/** Controllers in the order in which Kubeflow needs them, and what an install waits for while one does nothing. */
const silent: readonly { controller: ControllerName; what: RegExp; why: RegExp }[] = [
  {
    controller: 'cert-manager-webhook-ca',
    what: /^webhook cert-manager\/cert-manager-webhook/,
    why: /no CA bundle.*logs deployment\/cert-manager-webhook/s,
  },
  {
    controller: 'cert-manager-ca-injection',
    what: /^webhook cert-manager\/cert-manager-webhook/,
    why: /no CA bundle.*logs deployment\/cert-manager-cainjector/s,
  },
  {
    controller: 'cert-manager-issuers',
    what: /^Issuer.cert-manager.io kubeflow\//,
    why: /its controller has not reported yet/,
  },
  {
    controller: 'cert-manager-certificates',
    what: /^secret kubeflow\/katib-webhook-cert/,
    why: /written by Certificate.*logs deployment\/cert-manager/s,
  },
  {
    controller: 'webhook-self-certification',
    what: /^webhook istio-system\/istiod/,
    why: /no CA bundle.*logs deployment\/istiod/s,
  },
  {
    controller: 'istio-root-certificate',
    what: /^Deployment.apps istio-system\/istio-ingressgateway/,
    why: /istio-ca-root-cert/,
  },
  {
    controller: 'profiles',
    what: /^namespace kubeflow-user-example-com/,
    why: /created by Profile.*logs deployment\/profiles-deployment/s,
  },
  { controller: 'volumes', what: /^PersistentVolumeClaim /, why: /no volume yet/ },
];

describe.runIf(isHere)(`Kubeflow ${version} on a real control plane`, () => {
  let release: Release;
  let plan: Plan;
  let directory: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  /** Has the rights of deploy/kubernetes/overlays/own-cluster, and no others. */
  let installer: KubernetesClient;
  let empty: string[];

  beforeAll(async () => {
    release = await loadTestRelease(version);
    const parameters = { credentials: await generateCredentials(randomBytes), user: { email: 'someone@example.com' } };
    plan = makePlan({ release, components: 'all', installation: { name: installation }, parameters });
    directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
    cluster = await startSandboxCluster({ name: 'whole-kubeflow', directory });
    client = createKubernetesClient(cluster.access);
    await giveRights(cluster, { person, file: kubernetesFiles.clusterRole, role: 'mlanywhere-installer' });
    const own = await readKubeconfig(await kubeconfigOfPerson(cluster, person), { execAllowed: false });
    installer = createKubernetesClient(own);
    empty = await eventually(async () => {
      const now = await snapshot(client);
      return now.includes('ServiceAccount default/default') && now;
    });
  });
  afterAll(async () => {
    await Promise.all([client.close(), installer.close()]);
    await cluster.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  test('with exactly the rights of its plan, waits for each controller that does nothing, says so, and sends each object once without a rejection; no program restarts', async () => {
    const { switches, auditLog } = cluster;
    for (const { controller } of silent) switches.setController(controller, { never: true });
    const install = followInstall({ client: installer, plan, softLimits: { gate: 2, workload: 2 } });
    for (const { controller, what, why } of silent) {
      await install.until(() => why.test(install.wait(what)?.why ?? '') || undefined);
      await install.until((news) => news.some((one) => one.type === 'slow' && what.test(one.what)) || undefined);
      switches.setController(controller, undefined);
    }
    expect(await install.result).toMatchObject({ ...wholeInstall, changes: [] });
    const { sent, rejected } = await readWrites(auditLog, 0, person);
    expect(rejected).toEqual([]);
    expect(sent).toEqual(eachOnce(plan));
    expect(await readRestarts(client)).toEqual({ pods, crashed: [] });
  });

  test('kubectl finds every object, as the bundle has it but for what is documented', async () => {
    const comparison = await compareWithRelease({ release, plan, kubeconfig: join(directory, 'kubeconfig') });
    expect(comparison.found).toBe(727);
    expect(comparison.unexplained).toEqual([]);
    expect(comparison.unusedExceptions).toEqual([]);
  });

  test('a second install sends nothing, and after a deletion only what is missing', async () => {
    const second = await auditLogEnd(cluster.auditLog);
    expect(await followInstall({ client, plan }).result).toMatchObject({ applied: 727, unchanged: 727, ready: 56 });
    expect([...(await readWrites(cluster.auditLog, second)).sent]).toEqual([]);

    const profiles = plan.objects.find(({ key }) => key.kind === 'Deployment' && key.name === 'profiles-deployment');
    if (profiles === undefined) throw new Error('no profiles-deployment in the plan');
    await client.delete(profiles.type, { namespace: 'kubeflow', name: 'profiles-deployment' });
    const third = await auditLogEnd(cluster.auditLog);
    expect(await followInstall({ client, plan }).result).toMatchObject({ applied: 727, unchanged: 726, ready: 56 });
    expect([...(await readWrites(cluster.auditLog, third)).sent]).toEqual([
      ['deployments.apps kubeflow/profiles-deployment', 1],
    ]);
  });

  test('an uninstall removes what users made and all that runs; claims, what opens them and whose they are stay', async () => {
    await makeEvesObjects({ client, kubeconfig: join(directory, 'kubeconfig') });
    const uninstall = followUninstall({ client });
    const left = await uninstall.result;
    const judged = uninstall.news.find((one) => one.type === 'judged');
    const preview = judged && describeRemoval(installation, judged.removal);
    expect(preview?.users.map(({ kind, count }) => `${count} ${kind}`)).toEqual([
      '1 Experiment',
      '1 InferenceService',
      '1 Notebook',
      '1 PodDefault',
      '1 ScheduledWorkflow',
      '1 Tensorboard',
      '1 TrainJob',
      '1 Trial',
      '1 VirtualService',
      '1 Workflow',
    ]);
    const kinds = (kind: string): string[] =>
      left.keeps
        .filter(({ type }) => type.kind === kind)
        .map(({ metadata: { namespace, name } }) => (namespace === undefined ? name : `${namespace}/${name}`))
        .sort();
    expect(kinds('PersistentVolumeClaim')).toEqual(
      left.claims.map(({ namespace, name }) => `${namespace}/${name}`).sort(),
    );
    expect(kinds('Namespace')).toEqual(['eve', 'kubeflow', 'kubeflow-user-example-com']);
    expect(kinds('Profile')).toEqual(['eve', 'kubeflow-user-example-com']);
    expect(kinds('CustomResourceDefinition')).toEqual(['profiles.kubeflow.org']);
    expect(kinds('Secret')).toEqual(
      expect.arrayContaining([
        'kubeflow/mysql-secret',
        'kubeflow/katib-mysql-secrets',
        'kubeflow-user-example-com/model-registry-db-secrets',
      ]),
    );
    expect(await client.listMetadata(builtInTypes.pod)).toEqual([]);
    expect(await client.get(builtInTypes.secret, { namespace: 'eve', name: 'eves' })).toBeDefined();
  });

  test('a second uninstall, with the data named, leaves the cluster with exactly what it had before, of all kinds', async () => {
    const data = ['kubeflow', 'kubeflow-user-example-com', 'eve'];
    const left = await followUninstall({ client, data, quiet: 120_000 }).result;
    expect(left.keeps).toEqual([]);
    const now = await snapshot(client);
    expect(added(empty, now)).toEqual([]);
    expect(added(now, empty)).toEqual([]);
  });
});

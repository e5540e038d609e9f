import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { generateCredentials } from '../../src/kubeflow/credentials/credentials.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { readClusterTraits } from '../../src/kubernetes/cluster-kind/cluster-traits.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { startAdmissionsEnforcer, type AdmissionsEnforcer } from './fixtures/admissions-enforcer.fixture.ts';
import { auditLogEnd, eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { disguiseNodes } from './fixtures/disguised-nodes.fixture.ts';
import { conflictsOf } from './fixtures/field-conflicts.fixture.ts';
import { followInstall, installation } from './fixtures/follow-install.fixture.ts';
import { readRestarts } from './fixtures/restarts.fixture.ts';
import { slowEveryGate } from './fixtures/slow-gates.fixture.ts';
import { wholeInstall } from './fixtures/whole-install.fixture.ts';

const version = '26.03.1';

/** By the workloads, on the one node. */
const pods = 58;

describe.runIf(kubeflowVersions.includes(version))(`Kubeflow ${version} on a cluster that looks like AKS`, () => {
  let directory: string;
  let cluster: SandboxCluster;
  let client: KubernetesClient;
  let plan: Plan;
  let enforcer: AdmissionsEnforcer;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
    cluster = await startSandboxCluster({ name: 'aks', directory });
    client = createKubernetesClient(cluster.accessThroughFaults);
    await disguiseNodes(
      { client, access: cluster.access },
      { name: 'aks-pool-vmss0', labels: { 'kubernetes.azure.com/cluster': 'MC_lab' } },
    );
    plan = makePlan({
      release: await loadTestRelease(version),
      components: 'all',
      installation: { name: installation },
      parameters: {
        cluster: await readClusterTraits(client),
        credentials: await generateCredentials(randomBytes),
        patches: { enable: ['token-issuer'], disable: [] },
      },
    });
  });
  afterAll(async () => {
    await client.close();
    await cluster.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  test('with every program and definition that opens a gate slow, nothing is rejected, each object is sent once and no program restarts', async () => {
    enforcer = startAdmissionsEnforcer({ client, access: cluster.access });
    const from = await auditLogEnd(cluster.auditLog);
    const slowDefinitions = slowEveryGate(cluster, plan);
    expect(slowDefinitions).toBeGreaterThan(0);
    expect(await followInstall({ client, plan }).result).toMatchObject({ ...wholeInstall, changes: [] });
    // One that the server did not get done in time meets the fault again.
    const [slowed] = cluster.faults.list();
    expect(slowed?.hit).toBeGreaterThanOrEqual(slowDefinitions);
    cluster.faults.set([]);
    const { sent, rejected } = await readWrites(cluster.auditLog, from);
    expect(rejected).toEqual([]);
    expect(sent).toEqual(eachOnce(plan));
    expect(await readRestarts(client)).toEqual({ pods, crashed: [] });
  });

  test('every webhook opts out of the admissions enforcer; a second apply changes nothing and conflicts with nobody', async () => {
    const configurations = [
      ...(await client.listMetadata(builtInTypes.validatingWebhooks)),
      ...(await client.listMetadata(builtInTypes.mutatingWebhooks)),
    ];
    expect(configurations.length).toBeGreaterThan(20);
    expect(
      configurations.filter(({ annotations = {} }) => annotations['admissions.enforcer/disabled'] !== 'true'),
    ).toEqual([]);

    const from = await auditLogEnd(cluster.auditLog);
    expect(await followInstall({ client, plan }).result).toMatchObject({ unchanged: 727, changes: [] });
    expect([...(await readWrites(cluster.auditLog, from)).sent.keys()]).toEqual([]);
    expect(await conflictsOf(plan, cluster.access)).toEqual([]);
    await enforcer.stop();
    expect(enforcer).toMatchObject({ changed: [], failures: [] });
  });

  test('the gateway accepts tokens that the cluster signs, and the API server reaches all webhooks of KServe', async () => {
    const keys = await client.request<object>('GET', '/openid/v1/jwks', undefined, {
      accept: 'application/jwk-set+json',
    });
    const authentication = await client.request(
      'GET',
      '/apis/security.istio.io/v1beta1/namespaces/istio-system/requestauthentications/dex-jwt',
    );
    expect(authentication).toMatchObject({
      spec: { jwtRules: [{}, { issuer: 'https://kubernetes.default.svc', jwks: JSON.stringify(keys) }] },
    });
    const policy = await client.request('GET', '/apis/networking.k8s.io/v1/namespaces/kubeflow/networkpolicies/kserve');
    const [{ values }] = (policy as { spec: { podSelector: { matchExpressions: [{ values: string[] }] } } }).spec
      .podSelector.matchExpressions;
    expect(values).toEqual([
      'kserve-controller-manager',
      'kserve-localmodel-controller-manager',
      'llmisvc-controller-manager',
    ]);
  });
});

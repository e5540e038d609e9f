import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import type { PatchWish } from '../../src/installation/patch-ids.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { readClusterTraits } from '../../src/kubernetes/cluster-kind/cluster-traits.ts';
import type { ClusterKindId } from '../../src/kubernetes/cluster-kind/cluster-kind.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { createExistingPlatform } from '../../src/platforms/existing/existing-platform.ts';
import { runPreflight } from '../../src/preflight/run-preflight.ts';
import { startAdmissionsEnforcer } from './fixtures/admissions-enforcer.fixture.ts';
import { auditLogEnd, readWrites } from './fixtures/audit-log.fixture.ts';
import { disguiseNodes, type Disguise } from './fixtures/disguised-nodes.fixture.ts';
import { followInstall, installation } from './fixtures/follow-install.fixture.ts';
import { conflictsOf } from './fixtures/field-conflicts.fixture.ts';
import { removePlan } from './fixtures/remove-plan.fixture.ts';
import { smallKubeflow } from './fixtures/small-kubeflow.fixture.ts';

const issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C';
// Never aborted: a test's own limit ends what hangs.
const { signal } = new AbortController();

let directory: string;
let cluster: SandboxCluster;
let client: KubernetesClient;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  cluster = await startSandboxCluster({ name: 'cluster-kinds', directory, tokenIssuer: issuer });
  client = createKubernetesClient(cluster.access);
});
afterAll(async () => {
  await client.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

const planWithout = makePlan({
  release: smallKubeflow,
  components: 'all',
  installation: { name: installation },
  parameters: {},
});

/** The plan for what the cluster shows of itself now. */
async function planHere(patches?: PatchWish): Promise<Plan> {
  return makePlan({
    release: smallKubeflow,
    components: 'all',
    installation: { name: installation },
    parameters: { cluster: await readClusterTraits(client, { signal }), patches },
  });
}

/** An object of the plan as the API server has it. */
async function inCluster(name: string): Promise<KubernetesObject> {
  const planned = planWithout.objects.find(({ key }) => key.name === name);
  const found = planned && (await client.get<KubernetesObject>(planned.type, planned.key));
  if (found === undefined) throw new Error(`${name} is not in the cluster`);
  return found;
}

const platform = createExistingPlatform({ localFiles: false, createClient: createKubernetesClient });

/** What stage 2 asks for a context. */
async function shownKind() {
  const connection = { name: 'lab', input: { platform: 'existing' as const, kubeconfig: cluster.kubeconfig } };
  return platform.listChoices?.(connection, 'kind', {}, { signal });
}

/** What the last layer of the connection test says. */
async function testedKind() {
  const { layers } = await platform.testConnection(
    { platform: 'existing', kubeconfig: cluster.kubeconfig },
    { signal },
  );
  return layers.at(-1);
}

async function platformCheck(plan: Plan) {
  const wish = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: installation },
    spec: { cluster: { platform: 'existing', connection: 'a' } },
  });
  const results = await runPreflight({ client, plan, installation: wish, signal });
  return results.find(({ id }) => id === 'platform');
}

const usual = ['/opt/cni/bin', '/etc/cni/net.d'];
const kinds: readonly {
  readonly id: ClusterKindId;
  readonly node: Disguise;
  readonly directories?: readonly string[];
  readonly optsOut?: true;
}[] = [
  {
    id: 'eks',
    node: { name: 'ip-10-0-1-7', providerId: 'aws:///eu-west-1a/i-0a', labels: { 'eks.amazonaws.com/nodegroup': 'w' } },
  },
  {
    id: 'gke',
    node: {
      name: 'gke-lab-pool-1',
      providerId: 'gce://p/z/gke-lab-pool-1',
      labels: { 'cloud.google.com/gke-nodepool': 'pool' },
    },
    directories: ['/home/kubernetes/bin', '/etc/cni/net.d'],
  },
  { id: 'aks', node: { name: 'aks-pool-vmss0', labels: { 'kubernetes.azure.com/cluster': 'MC_lab' } }, optsOut: true },
  {
    id: 'k3s',
    node: { name: 'pi', providerId: 'k3s://pi' },
    directories: ['/var/lib/rancher/k3s/data/cni', '/var/lib/rancher/k3s/agent/etc/cni/net.d'],
  },
  {
    id: 'k3d',
    node: { name: 'k3d-lab-server-0', providerId: 'k3s://k3d-lab-server-0' },
    directories: ['/bin', '/var/lib/rancher/k3s/agent/etc/cni/net.d'],
  },
  { id: 'rke2', node: { name: 'rancher-1', providerId: 'rke2://rancher-1' } },
  {
    id: 'microk8s',
    node: { name: 'lab', labels: { 'microk8s.io/cluster': 'true' } },
    directories: ['/var/snap/microk8s/current/opt/cni/bin', '/var/snap/microk8s/current/args/cni-network'],
  },
  { id: 'talos', node: { name: 'talos-1a2', osImage: 'Talos (v1.12.0)' } },
  { id: 'kind', node: { name: 'lab-control-plane', providerId: 'kind://docker/lab/lab-control-plane' } },
  { id: 'minikube', node: { name: 'minikube', labels: { 'minikube.k8s.io/name': 'minikube' } } },
  { id: 'docker-desktop', node: { name: 'docker-desktop' } },
  { id: 'generic', node: { name: 'worker-1' } },
];

describe('on a cluster whose nodes look like', () => {
  // One kind after the other: each apply also takes back what the one before needed.
  afterAll(() => removePlan(client, planWithout));

  test.each(kinds)(
    '$id, the API server has what this kind needs',
    async ({ id, node, directories = usual, optsOut }) => {
      await disguiseNodes({ client, access: cluster.access }, node);
      const plan = await planHere();
      expect((await readClusterTraits(client, { signal })).kind.id).toBe(id);
      expect(await followInstall({ client, plan }).result).toMatchObject({ applied: plan.objects.length, rejected: 0 });

      const agent = (await inCluster('istio-cni-node')) as unknown as Agent;
      expect(agent.spec.template.spec.volumes.map(({ hostPath }) => hostPath.path)).toEqual(directories);
      for (const name of ['defaults', 'checks']) {
        const { annotations = {} } = (await inCluster(name)).metadata;
        expect(annotations['admissions.enforcer/disabled']).toBe(optsOut === true ? 'true' : undefined);
      }
      expect(await inCluster('dex-jwt')).toMatchObject({
        spec: { jwtRules: [{ issuer: 'http://dex.auth.svc.cluster.local:5556/dex' }, { issuer }] },
      });
      expect(await platformCheck(plan)).toMatchObject({ outcome: 'passed' });
      const { kind } = await readClusterTraits(client, { signal });
      expect(await shownKind()).toMatchObject([{ value: id, label: kind.title }]);
      expect(await testedKind()).toMatchObject({
        layer: 'cluster',
        ok: true,
        detail: [kind.title, ...kind.evidence.slice(0, 1)].join(', recognized by '),
      });
    },
  );

  test.each([
    ['OpenShift', { name: 'ip-10-0-1-9', labels: { 'node.openshift.io/os_id': 'rhel' } }, 'MLA-PLATFORM-008'],
    [
      'GKE Autopilot',
      { name: 'gk3-lab-pool-1', labels: { 'cloud.google.com/gke-nodepool': 'pool' } },
      'MLA-PLATFORM-009',
    ],
    ['EKS with Fargate only', fargate('fargate-ip-10-0-1-5'), 'MLA-PLATFORM-012'],
  ])('%s, connection test and preflight refuse with a code of its own', async (_, node, code) => {
    await disguiseNodes({ client, access: cluster.access }, node);
    expect(await testedKind()).toMatchObject({ layer: 'cluster', ok: false, error: { code } });
    await expect(shownKind()).rejects.toMatchObject({ code });
    expect(await platformCheck(await planHere())).toMatchObject({ outcome: 'failed', error: { code } });
  });
});

test('on EKS with some nodes of Fargate, preflight warns, also where all others come last', async () => {
  const many = Array.from({ length: 51 }, (_, index) => fargate(`fargate-ip-${String(index)}`));
  await disguiseNodes({ client, access: cluster.access }, ...many, { name: 'ip-10-0-1-7' });
  expect((await readClusterTraits(client, { signal })).kind.id).toBe('eks');
  expect(await platformCheck(await planHere())).toMatchObject({
    outcome: 'warning',
    evidence: expect.stringContaining('51 of 52 nodes are Fargate nodes.') as string,
    fix: expect.stringContaining('Fargate profile') as string,
  });
});

function fargate(name: string): Disguise {
  return { name, labels: { 'eks.amazonaws.com/compute-type': 'fargate' } };
}

interface Agent {
  spec: { template: { spec: { volumes: { hostPath: { path: string } }[] } } };
}

describe('the admissions enforcer of AKS', () => {
  afterEach(() => removePlan(client, planWithout));
  beforeAll(() =>
    disguiseNodes(
      { client, access: cluster.access },
      { name: 'aks-pool-vmss0', labels: { 'kubernetes.azure.com/cluster': 'MC_lab' } },
    ),
  );

  test('leaves the webhooks alone, and a second apply changes nothing and conflicts with nobody', async () => {
    const enforcer = startAdmissionsEnforcer({ client, access: cluster.access });
    const plan = await planHere();
    await followInstall({ client, plan }).result;
    const from = await auditLogEnd(cluster.auditLog);
    expect(await followInstall({ client, plan }).result).toMatchObject({
      applied: plan.objects.length,
      unchanged: plan.objects.length,
      changes: [],
    });
    expect([...(await readWrites(cluster.auditLog, from)).sent.keys()]).toEqual([]);
    expect(await conflictsOf(plan, cluster.access)).toEqual([]);
    await enforcer.stop();
    expect(enforcer).toMatchObject({ changed: [], failures: [] });
    expect(await inCluster('checks')).toMatchObject({
      webhooks: [{ namespaceSelector: { matchLabels: { checked: 'yes' } } }],
    });
    // The controller manager has filled in the rules, and keeps them.
    expect(await inCluster('collects')).toMatchObject({ rules: [{ resources: ['pods'] }] });
  });

  test('changes them where the patch is switched off, and then a second apply finds its changes', async () => {
    const enforcer = startAdmissionsEnforcer({ client, access: cluster.access });
    const plan = await planHere({ enable: [], disable: ['aks-admissions-enforcer'] });
    await followInstall({ client, plan }).result;
    await expect.poll(() => [...enforcer.changed].sort()).toEqual(['checks', 'defaults']);
    await enforcer.stop();
    expect(await conflictsOf(plan, cluster.access)).toEqual([expect.stringContaining('admissionsenforcer')]);
    expect((await platformCheck(plan))?.outcome).toBe('warning');
  });
});

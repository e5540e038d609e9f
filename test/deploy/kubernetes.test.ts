import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { kubernetesFiles } from '../../scripts/deploy/kubernetes-files.fixture.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { parseKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig-text.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { CheckContext } from '../../src/preflight/check.ts';
import { rightsCheck } from '../../src/preflight/checks/rights-check.ts';
import { ClusterFacts } from '../../src/preflight/cluster-facts.ts';
import { kubectl } from '../install/fixtures/kubectl.fixture.ts';
import { eventually, hangSignal } from '../patience.fixture.ts';

/* The files of deploy/kubernetes, given by the real kubectl to a real API server that enforces Pod Security `restricted`. Its nodes and pods are simulated: no container runs. */

const version = '26.03.1';
const isHere = kubeflowVersions.includes(version);
let directory: string;
let cluster: SandboxCluster;
const asOwner = (words: readonly string[], input = ''): Promise<string> =>
  kubectl(['--kubeconfig', join(directory, 'kubeconfig'), ...words], input);
const overlay = (name: string): string => join(kubernetesFiles.overlays, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-deploy-'));
  cluster = await startSandboxCluster({ name: 'deploy', directory, simulate: false });
});
afterAll(async () => {
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('all in one file: the pod is admitted and runs, without a token; the wizard is on port 30003 of the nodes', async () => {
  await asOwner(['apply', '--filename', kubernetesFiles.allInOne]);
  const [pod] = await runningPods();
  expect(mountedAt(pod)).toEqual(['/data', '/tmp']);
  const { spec } = JSON.parse(await asOwner(['get', 'service', 'mlanywhere', ...inJson])) as Service;
  expect(spec).toMatchObject({ type: 'NodePort', ports: [{ port: 5000, nodePort: 30003 }] });
});

test('the namespace refuses a pod that asks for more than that', async () => {
  const [pod] = await runningPods();
  if (pod === undefined) throw new Error('no pod');
  const { securityContext: _, nodeName: __, ...spec } = pod.spec;
  const wider = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'wider', namespace: 'mlanywhere' }, spec };
  await expect(asOwner(['create', '--filename', '-'], JSON.stringify(wider))).rejects.toThrow(
    /violates PodSecurity "restricted/,
  );
});

test.each(['proxy', 'team', 'https', 'company-login'])('the overlay %s is accepted', async (name) => {
  await expect(asOwner(['apply', '--dry-run=server', '--kustomize', overlay(name)])).resolves.toContain(
    'deployment.apps/mlanywhere',
  );
});

test('in its own cluster, the account has its token and exactly the rights that preflight asks for', async () => {
  await asOwner(['apply', '--kustomize', overlay('own-cluster')]);
  await eventually(async () => mountedAt((await runningPods())[0]).includes(tokenFolder));
  if (!isHere) return;
  await eventually(async () => mayCreateSecrets());
  const client = createKubernetesClient(await readKubeconfig(await kubeconfigOfAccount(), { execAllowed: false }));
  try {
    expect(await lookAtRights(client)).toMatchObject({ outcome: 'passed' });
    const whole = await readFile(kubernetesFiles.clusterRole, 'utf8');
    const without = whole.replace('secrets, ', '');
    expect(without).not.toBe(whole);
    await asOwner(['apply', '--filename', '-'], without);
    await eventually(async () => !(await mayCreateSecrets()));
    expect(await lookAtRights(client)).toMatchObject({
      outcome: 'failed',
      evidence: expect.stringContaining('create, patch secrets in ') as string,
    });
  } finally {
    await client.close();
  }
});

const inJson = ['--namespace', 'mlanywhere', '--output', 'json'];
const tokenFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

interface Service extends KubernetesObject {
  readonly spec: object;
}

interface Pod extends KubernetesObject {
  readonly spec: {
    readonly securityContext?: object;
    readonly nodeName?: string;
    readonly containers: readonly { readonly volumeMounts?: readonly { readonly mountPath: string }[] }[];
  };
  readonly status?: { readonly phase?: string };
}

/** The pods of the newest Deployment, once one runs. */
async function runningPods(): Promise<Pod[]> {
  return eventually(async () => {
    const { items } = JSON.parse(await asOwner(['get', 'pods', ...inJson])) as { items: Pod[] };
    const running = items.filter(({ status, metadata }) => {
      return status?.phase === 'Running' && metadata.deletionTimestamp === undefined;
    });
    return running.length > 0 && running;
  });
}

function mountedAt(pod: Pod | undefined): string[] {
  return (pod?.spec.containers ?? []).flatMap(({ volumeMounts = [] }) =>
    volumeMounts.map(({ mountPath }) => mountPath),
  );
}

/** The check of preflight, which asks the API server for each right of the plan. */
async function lookAtRights(client: KubernetesClient): Promise<unknown> {
  const plan = makePlan({
    release: await loadTestRelease(version),
    components: 'all',
    installation: { name: 'demo' },
    parameters: { user: { email: 'someone@example.com' } },
  });
  const facts = new ClusterFacts(client, hangSignal());
  return rightsCheck.look({ facts, plan } as CheckContext);
}

/** The API server learns of a changed role a moment later. */
async function mayCreateSecrets(): Promise<boolean> {
  const account = 'system:serviceaccount:mlanywhere:mlanywhere';
  const asked = asOwner(['auth', 'can-i', 'create', 'secrets', '--all-namespaces', `--as=${account}`]);
  return asked.then(
    (answer) => answer.trim() === 'yes',
    () => false,
  );
}

/** What the pod has, for a program outside it. */
async function kubeconfigOfAccount(): Promise<string> {
  const token = await asOwner(['create', 'token', 'mlanywhere', '--namespace', 'mlanywhere']);
  const config = parseKubeconfig(cluster.kubeconfig);
  return JSON.stringify({ ...config, users: [{ name: config.users?.[0]?.name, user: { token: token.trim() } }] });
}

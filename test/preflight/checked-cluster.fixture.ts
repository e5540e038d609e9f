import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { CheckResult } from '../../src/api/contract.ts';
import { installationSchema, type Installation } from '../../src/installation/installation.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { releaseOf } from '../../src/kubeflow/testing/releases.fixture.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { runPreflight } from '../../src/preflight/run-preflight.ts';
import { clientAs, makeObjects, rulesIn } from '../cases/found-cluster.fixture.ts';
import { hangSignal } from '../patience.fixture.ts';

/** A real API server that checks look at. */
export interface CheckedCluster {
  readonly client: KubernetesClient;
  /** Of the administrator, YAML. */
  readonly kubeconfig: string;
  /** Makes objects of a YAML text. */
  readonly make: (yaml: string) => Promise<void>;
  /** A client that acts as a ServiceAccount of `default` with these rules in the whole cluster. */
  readonly clientWith: (name: string, rules: string) => Promise<KubernetesClient>;
  /** A client to which the API server answers each request with 503. */
  readonly troubled: () => KubernetesClient;
  readonly stop: () => Promise<void>;
}

export async function startCheckedCluster(): Promise<CheckedCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'preflight-'));
  const cluster: SandboxCluster = await startSandboxCluster({ name: 'preflight', directory, simulate: false });
  const client = createKubernetesClient(await readKubeconfig(cluster.kubeconfig, { execAllowed: false }));
  const clients = [client];
  return {
    client,
    kubeconfig: cluster.kubeconfig,
    make: (yaml) => makeObjects(client, yaml),
    async clientWith(name, rules) {
      const objects = `
{apiVersion: v1, kind: ServiceAccount, metadata: {name: ${name}, namespace: default}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: ${name}}, rules: ${rules}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: ${name}}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${name}}, subjects: [{kind: ServiceAccount, name: ${name}, namespace: default}]}
`;
      await makeObjects(client, objects);
      const made = await clientAs(client, cluster.access, { namespace: 'default', name, rules: rulesIn(objects) });
      clients.push(made);
      return made;
    },
    troubled() {
      cluster.faults.set([{ fault: { kind: 'server-error', status: 503 } }]);
      const made = createKubernetesClient(cluster.accessThroughFaults, { retry: { tries: 1 } });
      clients.push(made);
      return made;
    },
    async stop() {
      await Promise.all(clients.map((one) => one.close()));
      await cluster.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const installation: Installation = installationSchema.parse({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'demo' },
  spec: { cluster: { platform: 'existing', connection: 'lab' } },
});

/** A plan of objects that a test writes down. */
export function planOf(yaml: string): Plan {
  return makePlan({ release: releaseOf(yaml), components: 'all', installation: { name: 'demo' }, parameters: {} });
}

/** What preflight finds, by the id of the check. */
export async function preflightOf(
  client: KubernetesClient,
  plan: Plan,
  kubeflow: object = {},
): Promise<ReadonlyMap<string, CheckResult>> {
  const wanted = installationSchema.parse({
    ...installation,
    spec: { ...installation.spec, kubeflow: { ...installation.spec.kubeflow, ...kubeflow } },
  });
  const results = await runPreflight({ client, plan, installation: wanted, signal: hangSignal() });
  return new Map(results.map((result) => [result.id, result]));
}

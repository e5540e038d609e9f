import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { loadPracticeRelease } from '../../src/kubeflow/practice/practice-release.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient, type KubernetesClientOptions } from '../../src/kubernetes/create-client.ts';
import { installation } from './follow-install.ts';
import { removePlan } from './remove-plan.ts';

/** A sandbox for tests with the practice release, and clients to it. */
export interface PracticeCluster {
  readonly cluster: SandboxCluster;
  /** Straight to the API server. */
  readonly client: KubernetesClient;
  /** By way of the fault proxy; closed by `reset`. */
  clientThroughFaults(options?: KubernetesClientOptions): KubernetesClient;
  /** Everything well, nothing installed. */
  reset(): Promise<void>;
  stop(): Promise<void>;
  /** Kills the control plane and starts it again with its data. */
  restart(): Promise<void>;
}

/** Of a client: shorter than its own, so that a test need not wait for more than a minute. */
export const impatience = { answerTimeout: 3000, watch: { silence: 4000 } };

export const practicePlan: Plan = makePlan({
  release: await loadPracticeRelease(),
  components: 'all',
  installation: { name: installation },
  parameters: {},
});

export async function startPracticeCluster(name: string): Promise<PracticeCluster> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  let cluster = await startSandboxCluster({ name, directory });
  // A request that got lost in a restart is asked again after the answer's time-out: the usual 70 s only make a test wait.
  const client = createKubernetesClient(cluster.access, { answerTimeout: 15_000 });
  const others: KubernetesClient[] = [];
  return {
    get cluster() {
      return cluster;
    },
    client,
    clientThroughFaults(options) {
      const made = createKubernetesClient(cluster.accessThroughFaults, options);
      others.push(made);
      return made;
    },
    async reset() {
      cluster.faults.set([]);
      cluster.switches.setAll({ controllers: {}, workloads: {} });
      await cluster.switches.applied();
      await Promise.all(others.splice(0).map((other) => other.close()));
      await removePlan(client, practicePlan);
    },
    async restart() {
      await cluster.stop();
      cluster = await startSandboxCluster({ name, directory });
    },
    async stop() {
      await Promise.all([client, ...others].map((other) => other.close()));
      await cluster.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

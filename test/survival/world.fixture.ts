import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCcpSimulator, type CcpSimulator } from '../../sandbox/ccp/simulator.ts';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';

/** What outlives the killed service: a simulated CCP and the clusters behind it, with real control planes. */
export interface World extends AsyncDisposable {
  /** Data directory of the service. */
  readonly home: string;
  readonly ccp: CcpSimulator;
  /** Those that were started, newest last. */
  readonly clusters: readonly SandboxCluster[];
  /** Milliseconds that CA bundles of webhooks take to come: the clusters started from now on have gates that open late. */
  slowGates: number;
}

/** With `throughFaults` the service reaches its clusters by way of their fault proxies. */
export async function makeWorld({ throughFaults = false } = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-survival-'));
  const clusters: SandboxCluster[] = [];
  const ccp = await startCcpSimulator({
    directory: join(directory, 'ccp'),
    startCluster: async ({ name, directory: place, nodes }) => {
      const cluster = await startSandboxCluster({ name, directory: place, nodes });
      if (world.slowGates > 0) cluster.switches.setController('sample-ca-injection', { delayMs: world.slowGates });
      clusters.push(cluster);
      return {
        kubeconfig: throughFaults ? cluster.kubeconfigThroughFaults : cluster.kubeconfig,
        stop: () => cluster.stop(),
      };
    },
  });
  const world: World = {
    home: join(directory, 'service'),
    ccp,
    clusters,
    slowGates: 0,
    async [Symbol.asyncDispose]() {
      await ccp.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return world;
}

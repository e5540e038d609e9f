import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { advanceCluster } from './advance.ts';
import type { NodeSpec, StartCluster, StartedCluster } from './cluster-starter.ts';
import type { StateStore, StoredCluster } from './state.ts';
import type { CcpSwitches } from './switches.ts';

/** Turns time into progress of clusters, and keeps the clusters behind them. */
export interface Lifecycle {
  /** Begins the cluster behind a new or kept one. */
  begin(cluster: StoredCluster): void;
  /** Waits until the clusters behind all that are READY are up: after a restart. */
  settle(): Promise<void>;
  /** Shows the cluster behind with the nodes that are in the store now. */
  resize(cluster: StoredCluster): void;
  kubeconfigOf(id: string): string | undefined;
  /** What a cluster behind failed with, if it did. */
  failureOf(id: string): unknown;
  stop(): Promise<void>;
}

export interface LifecycleOptions {
  readonly directory: string;
  readonly store: StateStore;
  readonly switches: CcpSwitches;
  readonly startCluster: StartCluster;
  readonly tickMilliseconds: number;
}

/** Ticks by a timer until `stop`. */
export function startLifecycle(options: LifecycleOptions): Lifecycle {
  const { store, switches, startCluster } = options;
  const starting = new Map<string, Promise<StartedCluster>>();
  const started = new Map<string, StartedCluster>();
  const failures = new Map<string, unknown>();
  const ending = new Set<string>();
  const directoryOf = (cluster: StoredCluster): string => join(options.directory, 'clusters', cluster.id);

  function begin(cluster: StoredCluster): void {
    const start = startCluster({
      name: cluster.payload.name,
      directory: directoryOf(cluster),
      kubernetesVersion: cluster.payload.kubernetes_version,
      nodes: nodeSpecs(cluster),
    });
    starting.set(cluster.id, start);
    start.then(
      (running) => started.set(cluster.id, running),
      (thrown: unknown) => {
        failures.set(cluster.id, thrown);
        cluster.status = 'ERROR';
        store.save();
      },
    );
  }

  async function end(cluster: StoredCluster): Promise<void> {
    const running = await starting.get(cluster.id)?.catch(() => undefined);
    await running?.stop();
    await rm(directoryOf(cluster), { recursive: true, force: true });
    starting.delete(cluster.id);
    started.delete(cluster.id);
    store.state.clusters = store.state.clusters.filter((other) => other.id !== cluster.id);
    store.save();
  }

  function tick(): void {
    let changed = false;
    for (const cluster of store.state.clusters) {
      if (cluster.status !== 'DELETING') changed = advanceCluster(cluster, { switches, started: started.has(cluster.id) }) || changed;
      else if (switches.deletionEnds && !ending.has(cluster.id)) {
        ending.add(cluster.id);
        void end(cluster).finally(() => ending.delete(cluster.id));
      }
    }
    if (changed) store.save();
  }

  for (const cluster of store.state.clusters) if (cluster.status !== 'DELETING') begin(cluster);
  const timer = setInterval(tick, options.tickMilliseconds);

  return {
    begin,
    async settle() {
      const kept = store.state.clusters.filter((cluster) => cluster.status === 'READY').map((cluster) => starting.get(cluster.id));
      await Promise.allSettled(kept);
    },
    resize(cluster) {
      void started.get(cluster.id)?.setNodes?.(nodeSpecs(cluster));
    },
    kubeconfigOf: (id) => started.get(id)?.kubeconfig,
    failureOf: (id) => failures.get(id),
    async stop() {
      clearInterval(timer);
      const all = await Promise.allSettled(starting.values());
      await Promise.all(all.map((result) => (result.status === 'fulfilled' ? result.value.stop() : undefined)));
    },
  };
}

function nodeSpecs(cluster: StoredCluster): NodeSpec[] {
  const { master_group: masters, node_groups: groups } = cluster.payload;
  return cluster.nodes.map((node) => {
    const isMaster = node.group === masters.name;
    const group = isMaster ? masters : (groups.find((one) => one.name === node.group) ?? masters);
    return {
      name: node.name,
      role: isMaster ? 'control-plane' : 'worker',
      vcpus: group.vcpus,
      memoryGiB: group.memory_mb / 1024,
      gpus: (group.gpus ?? []).reduce((sum, gpu) => sum + gpu.count, 0),
      address: node.reservedIp,
    };
  });
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { advanceCluster } from './advance.ts';
import type { NodeSpec } from '../../nodes.ts';
import type { StartCluster, StartedCluster } from './cluster-starter.ts';
import type { StateStore, StoredCluster } from '../state.ts';
import type { CcpSwitches } from '../switches.ts';

/** Turns time into progress of clusters, and keeps the clusters behind them. */
export interface Lifecycle {
  /** Begins the cluster behind a new or kept one. */
  begin(cluster: StoredCluster): void;
  /** Waits until the clusters behind all that are READY are up: after a restart. */
  settle(): Promise<void>;
  /** Shows the cluster behind with the nodes that are in the store now. */
  resize(cluster: StoredCluster): Promise<void>;
  kubeconfigOf(id: string): string | undefined;
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
  const ending = new Set<string>();
  const directoryOf = (cluster: StoredCluster): string => join(options.directory, 'clusters', cluster.id);

  function begin(cluster: StoredCluster): void {
    const start = startCluster({
      name: cluster.payload.name,
      directory: directoryOf(cluster),
      nodes: nodeSpecs(cluster),
      ...(switches.kubernetesVersion === 'of-image' ? versionOfImage(cluster) : {}),
    });
    starting.set(cluster.id, start);
    start.then(
      (running) => started.set(cluster.id, running),
      (thrown: unknown) => {
        // Shown where a real CCP would show it: as the status and the reason of a node.
        cluster.status = 'ERROR';
        const [first] = cluster.nodes;
        if (first !== undefined)
          Object.assign(first, {
            phase: 'Failed',
            statusReason: 'ClusterNotStarted',
            statusDetail: thrown instanceof Error ? thrown.message : String(thrown),
          });
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
      if (cluster.status !== 'DELETING')
        changed = advanceCluster(cluster, { switches, started: started.has(cluster.id) }) || changed;
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
      const kept = store.state.clusters
        .filter((cluster) => cluster.status === 'READY')
        .map((cluster) => starting.get(cluster.id));
      await Promise.allSettled(kept.filter((start) => start !== undefined));
    },
    resize: async (cluster) => started.get(cluster.id)?.setNodes?.(nodeSpecs(cluster)),
    kubeconfigOf: (id) => started.get(id)?.kubeconfig,
    async stop() {
      clearInterval(timer);
      const all = await Promise.allSettled(starting.values());
      await Promise.all(all.filter((result) => result.status === 'fulfilled').map((result) => result.value.stop()));
    },
  };
}

/** What the name of the image says, as with CCP: the field in the order only repeats it. */
function versionOfImage(cluster: StoredCluster): { kubernetesVersion: string } | Record<string, never> {
  const version = /-image-(\d+\.\d+\.\d+)-/.exec(cluster.payload.master_group.template)?.[1];
  return version === undefined ? {} : { kubernetesVersion: `v${version}` };
}

/** One entry for each group, its nodes by the names that CCP tells. */
function nodeSpecs(cluster: StoredCluster): NodeSpec[] {
  const { master_group: masters, node_groups: workers } = cluster.payload;
  return [masters, ...workers].map((group) => {
    const names = cluster.nodes.filter((node) => node.group === group.name).map((node) => node.name);
    const gpus = group.gpus?.[0];
    return {
      role: group === masters ? 'control-plane' : 'worker',
      count: names.length,
      names,
      vcpus: group.vcpus,
      memoryGiB: group.memory_mb / 1024,
      ...(gpus === undefined ? {} : { gpu: gpus }),
    };
  });
}

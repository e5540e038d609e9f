import type { NodeSpec } from '../../nodes.ts';

export interface ClusterSpec {
  readonly name: string;
  /** Where the cluster keeps its files; the same one after a restart. */
  readonly directory: string;
  readonly nodes: readonly NodeSpec[];
  /** What the cluster says it runs, `v1.17.6`: the version that was ordered. Absent: whatever is behind it. */
  readonly kubernetesVersion?: string;
}

/** The Kubernetes cluster behind a simulated CCP cluster. */
export interface StartedCluster {
  /** The administrator's, YAML. */
  readonly kubeconfig: string;
  readonly stop: () => Promise<void>;
  /** Shows these nodes and no others; absent where nodes do not matter. */
  readonly setNodes?: (nodes: readonly NodeSpec[]) => Promise<void>;
}

/** Makes the cluster, or starts the one that is in its directory again. */
export type StartCluster = (spec: ClusterSpec) => Promise<StartedCluster>;

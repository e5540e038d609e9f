/** A node that the cluster behind a simulated CCP cluster must show. */
export interface NodeSpec {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly gpus: number;
  readonly address: string;
}

export interface ClusterSpec {
  readonly name: string;
  /** Where the cluster keeps its files; the same one after a restart. */
  readonly directory: string;
  /** For example `1.16.3`, as the client asked; the cluster behind may be newer. */
  readonly kubernetesVersion: string;
  readonly nodes: readonly NodeSpec[];
}

export interface StartedCluster {
  /** The administrator's, YAML. */
  readonly kubeconfig: string;
  readonly stop: () => Promise<void>;
  /** Shows more or fewer nodes; absent where nodes do not matter. */
  readonly setNodes?: (nodes: readonly NodeSpec[]) => Promise<void>;
}

/** Makes the Kubernetes cluster behind a simulated CCP cluster, or finds the one in its directory. */
export type StartCluster = (spec: ClusterSpec) => Promise<StartedCluster>;

/** The kinds of Kubernetes that MLAnywhere tells apart. `generic`: none of the others, for example kubeadm. */
export const clusterKindIds = [
  'openshift',
  'gke-autopilot',
  'gke',
  'eks-fargate',
  'eks',
  'aks',
  'k3d',
  'k3s',
  'rke2',
  'microk8s',
  'talos',
  'docker-desktop',
  'kind',
  'minikube',
  'generic',
] as const;
export type ClusterKindId = (typeof clusterKindIds)[number];

/** What kind of Kubernetes a cluster is, and how that was recognized. */
export interface ClusterKind {
  readonly id: ClusterKindId;
  /** Its usual name, for example `Google Kubernetes Engine (GKE)`. */
  readonly title: string;
  /** What it was recognized by, for example `version v1.35.2-gke.1102000`. Empty for `generic`. */
  readonly evidence: readonly string[];
}

/** What a cluster shows of itself. */
export interface ClusterEvidence {
  /** `gitVersion` of the API server, for example `v1.35.2+k3s1`. */
  readonly version: string;
  /** Names of the API groups that are served. */
  readonly groups: readonly string[];
  /** Some of its nodes are enough; where one is of Fargate, with one that is not, if there is one. */
  readonly nodes: readonly NodeEvidence[];
}

export interface NodeEvidence {
  readonly name: string;
  /** `spec.providerID`, for example `aws:///eu-west-1a/i-0abc`; empty where none is set. */
  readonly providerId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `status.nodeInfo.osImage`, for example `Talos (v1.12.0)`. */
  readonly osImage: string;
}

/** A pod of Fargate has such a node to itself: no DaemonSet runs there. */
export const fargateLabel = { name: 'eks.amazonaws.com/compute-type', value: 'fargate' } as const;

/** Whether a node with these labels is one of Fargate. */
export function isFargate(labels: Readonly<Record<string, string>> = {}): boolean {
  return labels[fargateLabel.name] === fargateLabel.value;
}

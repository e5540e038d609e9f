import {
  fargateLabel,
  isFargate,
  type ClusterEvidence,
  type ClusterKindId,
  type NodeEvidence,
} from './cluster-kind.ts';

interface KindSigns {
  readonly id: Exclude<ClusterKindId, 'generic'>;
  readonly title: string;
  /** What speaks for this kind, in words. Each sign is enough by itself. */
  readonly signs: (evidence: ClusterEvidence) => string[];
}

/**
 * How each kind is recognized; the first that fits counts. A distribution comes
 * before the cloud whose machines it may use: RKE2 on machines of AWS is RKE2.
 */
export const kindSigns: readonly KindSigns[] = [
  {
    id: 'openshift',
    title: 'Red Hat OpenShift',
    // Its security context constraints are what matters; OKD and MicroShift have them too.
    signs: (evidence) => [...group(evidence, 'security.openshift.io'), ...label(evidence, 'node.openshift.io/os_id')],
  },
  { id: 'k3d', title: 'k3d', signs: (evidence) => (k3sSigns(evidence).length > 0 ? nodeNames(evidence, /^k3d-/) : []) },
  { id: 'k3s', title: 'k3s', signs: k3sSigns },
  {
    id: 'rke2',
    title: 'RKE2',
    signs: (evidence) => [...version(evidence, '+rke2'), ...provider(evidence, 'rke2://')],
  },
  { id: 'microk8s', title: 'MicroK8s', signs: (evidence) => label(evidence, 'microk8s.io/cluster') },
  { id: 'talos', title: 'Talos Linux', signs: (evidence) => osImage(evidence, /^Talos/) },
  {
    id: 'gke-autopilot',
    title: 'Google Kubernetes Engine (GKE) Autopilot',
    // Google names the nodes of Autopilot gk3-…, and all others gke-…. A standard cluster may have some of both.
    signs: (evidence) =>
      isGke(evidence) && evidence.nodes.every(({ name }) => name.startsWith('gk3-'))
        ? nodeNames(evidence, /^gk3-/)
        : [],
  },
  { id: 'gke', title: 'Google Kubernetes Engine (GKE)', signs: gkeSigns },
  {
    id: 'eks-fargate',
    title: 'Amazon Elastic Kubernetes Service (EKS) with Fargate only',
    signs: (evidence) =>
      evidence.nodes.every(({ labels }) => isFargate(labels)) ? label(evidence, fargateLabel.name) : [],
  },
  {
    id: 'eks',
    title: 'Amazon Elastic Kubernetes Service (EKS)',
    signs: (evidence) => [
      ...version(evidence, '-eks-'),
      ...label(evidence, 'eks.amazonaws.com/nodegroup'),
      ...label(evidence, fargateLabel.name),
    ],
  },
  {
    id: 'aks',
    title: 'Azure Kubernetes Service (AKS)',
    signs: (evidence) => label(evidence, 'kubernetes.azure.com/cluster'),
  },
  {
    id: 'docker-desktop',
    title: 'Docker Desktop',
    signs: (evidence) => [...nodeNames(evidence, /^docker-desktop$/), ...provider(evidence, 'kind://docker/desktop/')],
  },
  { id: 'kind', title: 'kind', signs: (evidence) => provider(evidence, 'kind://') },
  {
    id: 'minikube',
    title: 'minikube',
    signs: (evidence) => label(evidence, 'minikube.k8s.io/name'),
  },
];

function gkeSigns(evidence: ClusterEvidence): string[] {
  return [...version(evidence, '-gke.'), ...label(evidence, 'cloud.google.com/gke-nodepool')];
}

function isGke(evidence: ClusterEvidence): boolean {
  return gkeSigns(evidence).length > 0;
}

function k3sSigns(evidence: ClusterEvidence): string[] {
  return [...version(evidence, '+k3s'), ...provider(evidence, 'k3s://')];
}

function version({ version: text }: ClusterEvidence, part: string): string[] {
  return text.includes(part) ? [`version ${text}`] : [];
}

function group({ groups }: ClusterEvidence, name: string): string[] {
  return groups.includes(name) ? [`API group ${name}`] : [];
}

function label({ nodes }: ClusterEvidence, name: string): string[] {
  return firstNode(nodes, ({ labels }) => (name in labels ? `label ${name}` : undefined));
}

function provider({ nodes }: ClusterEvidence, prefix: string): string[] {
  return firstNode(nodes, ({ providerId }) =>
    providerId.startsWith(prefix) ? `provider ID ${providerId}` : undefined,
  );
}

function osImage({ nodes }: ClusterEvidence, pattern: RegExp): string[] {
  return firstNode(nodes, (node) => (pattern.test(node.osImage) ? `operating system ${node.osImage}` : undefined));
}

function nodeNames({ nodes }: ClusterEvidence, pattern: RegExp): string[] {
  const found = nodes.find(({ name }) => pattern.test(name));
  return found === undefined ? [] : [`node name ${found.name}`];
}

/** One node is enough to show a sign. */
function firstNode(nodes: readonly NodeEvidence[], sign: (node: NodeEvidence) => string | undefined): string[] {
  for (const node of nodes) {
    const found = sign(node);
    if (found !== undefined) return [`${found} of node ${node.name}`];
  }
  return [];
}

import { expect, test } from 'vitest';
import { clusterKindIds, type ClusterEvidence, type ClusterKindId, type NodeEvidence } from './cluster-kind.ts';
import { recognizeCluster } from './recognize-cluster.ts';
import { refusalOf } from './refuse-kind.ts';

const node = (name: string, more: Partial<NodeEvidence> = {}): NodeEvidence => ({
  name,
  providerId: '',
  labels: { 'kubernetes.io/hostname': name },
  osImage: 'Ubuntu 24.04.3 LTS',
  ...more,
});
const cluster = (version: string, nodes: readonly NodeEvidence[], groups: readonly string[] = ['apps']) => ({
  version,
  groups,
  nodes,
});

const fargate = { 'eks.amazonaws.com/compute-type': 'fargate' };
const azure = 'azure:///subscriptions/0/resourceGroups/mc_lab_lab_westeurope/providers/Microsoft.Compute/';
const managed: readonly (readonly [string, ClusterEvidence, ClusterKindId, readonly string[]])[] = [
  [
    'EKS with a managed node group',
    cluster('v1.35.3-eks-3025e55', [
      node('ip-10-0-1-7.eu-west-1.compute.internal', {
        providerId: 'aws:///eu-west-1a/i-0a1b2c',
        labels: { 'eks.amazonaws.com/nodegroup': 'workers' },
        osImage: 'Amazon Linux 2023.9.20251110',
      }),
    ]),
    'eks',
    ['version v1.35.3-eks-3025e55', 'label eks.amazonaws.com/nodegroup of node ip-10-0-1-7.eu-west-1.compute.internal'],
  ],
  [
    'EKS with Fargate only',
    cluster('v1.35.3-eks-3025e55', [node('fargate-1', { labels: fargate }), node('fargate-2', { labels: fargate })]),
    'eks-fargate',
    ['label eks.amazonaws.com/compute-type of node fargate-1'],
  ],
  [
    'EKS with some nodes of Fargate',
    cluster('v1.35.3-eks-3025e55', [node('fargate-1', { labels: fargate }), node('ip-10-0-1-7')]),
    'eks',
    ['version v1.35.3-eks-3025e55', 'label eks.amazonaws.com/compute-type of node fargate-1'],
  ],
  ['EKS without nodes yet', cluster('v1.35.3-eks-3025e55', []), 'eks', ['version v1.35.3-eks-3025e55']],
  [
    'GKE Standard',
    cluster('v1.35.2-gke.1102000', [
      node('gke-lab-default-pool-1a2b-x1', {
        providerId: 'gce://project/europe-west1-b/gke-lab-default-pool-1a2b-x1',
        labels: { 'cloud.google.com/gke-nodepool': 'default-pool' },
        osImage: 'Container-Optimized OS from Google',
      }),
    ]),
    'gke',
    ['version v1.35.2-gke.1102000', 'label cloud.google.com/gke-nodepool of node gke-lab-default-pool-1a2b-x1'],
  ],
  [
    'GKE Autopilot',
    cluster('v1.35.2-gke.1102000', [
      node('gk3-lab-pool-2-55aa-q9', { labels: { 'cloud.google.com/gke-nodepool': 'pool-2' } }),
      node('gk3-lab-nap-77-x2', { labels: { 'cloud.google.com/gke-nodepool': 'nap-77' } }),
    ]),
    'gke-autopilot',
    ['node name gk3-lab-pool-2-55aa-q9'],
  ],
  [
    'GKE Standard with some nodes of Autopilot',
    cluster('v1.35.2-gke.1102000', [node('gke-lab-default-pool-1'), node('gk3-lab-nap-77-x2')]),
    'gke',
    ['version v1.35.2-gke.1102000'],
  ],
  [
    'AKS',
    cluster('v1.35.1', [
      node('aks-nodepool1-12345678-vmss000000', {
        providerId: `${azure}virtualMachineScaleSets/aks-nodepool1-12345678-vmss/virtualMachines/0`,
        labels: { 'kubernetes.azure.com/cluster': 'MC_lab_lab_westeurope', agentpool: 'nodepool1' },
      }),
    ]),
    'aks',
    ['label kubernetes.azure.com/cluster of node aks-nodepool1-12345678-vmss000000'],
  ],
  [
    'OpenShift on machines of AWS',
    cluster(
      'v1.34.2',
      [
        node('ip-10-0-1-9.ec2.internal', {
          providerId: 'aws:///us-east-1a/i-9',
          labels: { 'node.openshift.io/os_id': 'rhel' },
        }),
      ],
      ['apps', 'config.openshift.io', 'route.openshift.io', 'security.openshift.io'],
    ),
    'openshift',
    ['API group security.openshift.io', 'label node.openshift.io/os_id of node ip-10-0-1-9.ec2.internal'],
  ],
];
const small: readonly (readonly [string, ClusterEvidence, ClusterKindId, readonly string[]])[] = [
  [
    'k3s',
    cluster('v1.35.2+k3s1', [node('pi', { providerId: 'k3s://pi' })]),
    'k3s',
    ['version v1.35.2+k3s1', 'provider ID k3s://pi of node pi'],
  ],
  [
    'k3d',
    cluster('v1.35.2+k3s1', [node('k3d-lab-server-0', { providerId: 'k3s://k3d-lab-server-0', osImage: 'K3s v1.35' })]),
    'k3d',
    ['node name k3d-lab-server-0'],
  ],
  [
    'RKE2 on machines of AWS',
    cluster('v1.35.2+rke2r1', [node('ip-10-0-1-8', { providerId: 'aws:///eu-west-1a/i-8' })]),
    'rke2',
    ['version v1.35.2+rke2r1'],
  ],
  [
    'MicroK8s',
    cluster('v1.35.0', [node('lab', { labels: { 'microk8s.io/cluster': 'true' } })]),
    'microk8s',
    ['label microk8s.io/cluster of node lab'],
  ],
  [
    'Talos',
    cluster('v1.35.0', [node('talos-1a2-b3c', { osImage: 'Talos (v1.12.0)' })]),
    'talos',
    ['operating system Talos (v1.12.0) of node talos-1a2-b3c'],
  ],
  [
    'kind',
    cluster('v1.36.1', [
      node('lab-control-plane', {
        providerId: 'kind://docker/lab/lab-control-plane',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
      }),
    ]),
    'kind',
    ['provider ID kind://docker/lab/lab-control-plane of node lab-control-plane'],
  ],
  [
    'minikube',
    cluster('v1.35.0', [node('minikube', { labels: { 'minikube.k8s.io/name': 'minikube' } })]),
    'minikube',
    ['label minikube.k8s.io/name of node minikube'],
  ],
  [
    'Docker Desktop',
    cluster('v1.34.1', [node('docker-desktop', { osImage: 'Docker Desktop' })]),
    'docker-desktop',
    ['node name docker-desktop'],
  ],
  [
    'Docker Desktop with nodes made by kind',
    cluster('v1.34.3', [node('desktop-control-plane', { providerId: 'kind://docker/desktop/desktop-control-plane' })]),
    'docker-desktop',
    ['provider ID kind://docker/desktop/desktop-control-plane of node desktop-control-plane'],
  ],
];
const others: readonly (readonly [string, ClusterEvidence])[] = [
  ['kubeadm', cluster('v1.36.0', [node('one')])],
  ['kops on machines of AWS', cluster('v1.35.0', [node('i-1', { providerId: 'aws:///eu-west-1a/i-1' })])],
  ['kubeadm on machines of Google', cluster('v1.35.0', [node('gce-1', { providerId: 'gce://project/zone/gce-1' })])],
  ['kubeadm on machines of Azure', cluster('v1.35.0', [node('vm-1', { providerId: 'azure:///subscriptions/0/vm-1' })])],
  ['a cluster without nodes', cluster('v1.36.0', [])],
  ['a cluster that only has routes of OpenShift', cluster('v1.36.0', [node('one')], ['route.openshift.io'])],
];

test.each([...managed, ...small])('%s is recognized', (_, evidence, id, signs) => {
  expect(recognizeCluster(evidence)).toMatchObject({ id, evidence: signs });
});

test.each(others)('%s is just Kubernetes', (_, evidence) => {
  expect(recognizeCluster(evidence)).toEqual({ id: 'generic', title: 'Kubernetes', evidence: [] });
});

test('every kind has an example here', () => {
  const shown = new Set([...managed, ...small].map(([, , id]) => id));
  expect(clusterKindIds.filter((id) => !shown.has(id))).toEqual(['generic']);
});

test('OpenShift, GKE Autopilot and EKS with Fargate only are refused with the reason and another way, all others are not', () => {
  const refused = clusterKindIds.map((id) => refusalOf({ id, evidence: ['version x'] })?.report());
  expect(refused.filter((report) => report !== undefined)).toMatchObject([
    { code: 'MLA-PLATFORM-008', cause: expect.stringContaining('version x') as string },
    { code: 'MLA-PLATFORM-009', fix: expect.stringContaining('GKE Standard') as string },
    { code: 'MLA-PLATFORM-012', fix: expect.stringContaining('managed node group') as string },
  ]);
});

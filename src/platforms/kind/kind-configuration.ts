import { dirname, join } from 'node:path';
import { nodeMounts } from '../laptop/node-mounts.ts';
import { kubeflowNeeds, type ClusterFiles, type ClusterOrder } from '../laptop/tool.ts';

/** A cluster in kind's own format, `kind.x-k8s.io/v1alpha4`. Source: https://kind.sigs.k8s.io/docs/user/configuration */
export interface KindConfiguration {
  readonly kind: 'Cluster';
  readonly apiVersion: 'kind.x-k8s.io/v1alpha4';
  readonly nodes: readonly KindNode[];
  readonly kubeadmConfigPatches: readonly string[];
}

interface KindNode {
  readonly role: 'control-plane' | 'worker';
  readonly extraMounts: readonly { hostPath: string; containerPath: string; readOnly: boolean }[];
  readonly extraPortMappings?: readonly { containerPort: number; hostPort: number; listenAddress: string }[];
}

/** Where containerd reads how it reaches Docker Hub. kind’s images read the directory above it. */
const hubHostsInside = '/etc/containerd/certs.d/docker.io';

function hubHostsFile({ mounted }: ClusterFiles): string {
  return join(mounted, 'docker.io', 'hosts.toml');
}

/** containerd’s own settings for Docker Hub: the mirror first. By path; empty without a mirror. */
export function hubHosts({ wish, files }: Pick<ClusterOrder, 'wish' | 'files'>): Record<string, string> {
  if (wish.registryMirror === undefined) return {};
  const mirror = JSON.stringify(wish.registryMirror);
  return {
    [hubHostsFile(files)]:
      `server = "https://registry-1.docker.io"\n\n[host.${mirror}]\n  capabilities = ["pull", "resolve"]\n`,
  };
}

/** What Kubeflow needs of a cluster that kubeadm sets up: the issuer of its tokens, and room for its pods. */
export function buildKindConfiguration({ wish, files }: Pick<ClusterOrder, 'wish' | 'files'>): KindConfiguration {
  const mirror = wish.registryMirror === undefined ? [] : [{ from: dirname(hubHostsFile(files)), to: hubHostsInside }];
  const extraMounts = [...nodeMounts({ wish, files }), ...mirror].map(({ from, to }) => ({
    hostPath: from,
    containerPath: to,
    readOnly: true,
  }));
  const ports = wish.ports.map((pair) => {
    const [hostPort, containerPort] = pair.split(':').map(Number) as [number, number];
    return { containerPort, hostPort, listenAddress: '127.0.0.1' };
  });
  const worker: KindNode = { role: 'worker', extraMounts };
  return {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes: [
      { role: 'control-plane', extraMounts, ...(ports.length > 0 && { extraPortMappings: ports }) },
      ...Array.from({ length: wish.nodes - 1 }, () => worker),
    ],
    kubeadmConfigPatches: [apiServerPatch, kubeletPatch],
  };
}

/** Without an `apiVersion`, kind converts the map to the list of kubeadm’s newer format, which it uses from Kubernetes 1.36 on. */
const apiServerPatch = JSON.stringify({
  kind: 'ClusterConfiguration',
  apiServer: {
    extraArgs: {
      'service-account-issuer': kubeflowNeeds.tokenIssuer,
      'service-account-signing-key-file': '/etc/kubernetes/pki/sa.key',
    },
  },
});

const kubeletPatch = JSON.stringify({ kind: 'KubeletConfiguration', maxPods: kubeflowNeeds.podsPerNode });

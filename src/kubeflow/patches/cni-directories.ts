import type { ClusterKindId } from '../../kubernetes/cluster-kind/cluster-kind.ts';
import type { ClusterTraits } from '../../kubernetes/cluster-kind/cluster-traits.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { NamedPatch } from './named-patch.ts';
import { isObject } from './object-patch.ts';

interface CniDirectories {
  /** Where the node's container runtime looks for network plugins; the usual one when absent. */
  readonly programs?: string;
  /** Where it looks for their configuration; the usual one when absent. */
  readonly configuration?: string;
}

/**
 * Directories other than /opt/cni/bin and /etc/cni/net.d. Talos, RKE2, EKS, AKS,
 * kind and minikube have the usual ones, writable. Sources: Istio's platform
 * profiles, and the runtime configuration that k3s and MicroK8s write.
 */
const directories: Partial<Record<ClusterKindId, CniDirectories>> = {
  // /opt/cni/bin is read-only there.
  gke: { programs: '/home/kubernetes/bin' },
  k3s: { programs: '/var/lib/rancher/k3s/data/cni', configuration: '/var/lib/rancher/k3s/agent/etc/cni/net.d' },
  k3d: { programs: '/bin', configuration: '/var/lib/rancher/k3s/agent/etc/cni/net.d' },
  microk8s: {
    programs: '/var/snap/microk8s/current/opt/cni/bin',
    configuration: '/var/snap/microk8s/current/args/cni-network',
  },
};

/** Istio's network agent writes where this kind of cluster looks for network plugins. */
export const cniDirectories: NamedPatch = {
  id: 'istio-cni-directories',
  title: 'Istio CNI directories',
  why: 'The network agent of Istio must put its plugin where the nodes look for it. Otherwise no pod with a sidecar starts.',
  forCluster: true,
  preset: (cluster) => {
    if (cluster === undefined) return { on: false, because: 'The cluster is not known yet.' };
    const { id, title } = cluster.kind;
    const found = directories[id];
    return found === undefined
      ? { on: false, because: `${title} uses the directories that the release names.` }
      : { on: true, because: `${title} looks for network plugins in ${Object.values(found).join(' and ')}.` };
  },
  changes: (cluster) => [
    {
      what: 'Istio CNI directories',
      why: 'The nodes of this cluster look for network plugins elsewhere.',
      isFor: isObject({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'istio-cni-node' }),
      change: { object: (object) => withDirectories(object, cluster) },
    },
  ],
};

interface Agent extends KubernetesObject {
  spec: { template: { spec: { volumes: { name: string; hostPath?: { path: string } }[] } } };
}

function withDirectories(object: KubernetesObject, cluster: ClusterTraits | undefined): KubernetesObject | undefined {
  const wanted = cluster === undefined ? undefined : directories[cluster.kind.id];
  if (wanted === undefined) return undefined;
  const paths: Readonly<Record<string, string | undefined>> = {
    'cni-bin-dir': wanted.programs,
    'cni-net-dir': wanted.configuration,
  };
  const copy = structuredClone(object) as Agent;
  for (const { name, hostPath } of copy.spec.template.spec.volumes)
    if (hostPath !== undefined) hostPath.path = paths[name] ?? hostPath.path;
  return copy;
}

import { builtInTypes } from '../../../src/kubernetes/objects/built-in-types.ts';
import { createKubernetesClient } from '../../../src/kubernetes/create-client.ts';
import type { ClusterAccess } from '../../../src/kubernetes/client.ts';
import { startSandboxCluster } from '../../cluster.ts';
import { sandboxKubernetes } from '../../kubernetes-version.ts';
import { nodeObjects, type NodeSpec } from '../../nodes.ts';
import type { StartCluster } from './cluster-starter.ts';

/**
 * Clusters with a real control plane, for a simulated CCP to hand out. The
 * control plane has one version; where another one was ordered, the cluster
 * says that one, and behaves as the one behind it.
 */
export const startRealCluster: StartCluster = async ({
  name,
  directory,
  nodes,
  kubernetesVersion = sandboxKubernetes,
}) => {
  const cluster = await startSandboxCluster({ name, directory, nodes, kubernetesVersion });
  const isOther = kubernetesVersion !== sandboxKubernetes;
  if (isOther)
    cluster.faults.set([
      { fault: { kind: 'other-version', gitVersion: kubernetesVersion }, pathPattern: '^/version(\\?|$)' },
    ]);
  return {
    kubeconfig: isOther ? cluster.kubeconfigThroughFaults : cluster.kubeconfig,
    stop: () => cluster.stop(),
    setNodes: (wanted) => setNodes(cluster.access, wanted, kubernetesVersion),
  };
};

async function setNodes(access: ClusterAccess, wanted: readonly NodeSpec[], kubernetesVersion: string): Promise<void> {
  const client = createKubernetesClient(access);
  try {
    const objects = nodeObjects(wanted, kubernetesVersion);
    const existing = new Set((await client.listMetadata(builtInTypes.node)).map((node) => node.name));
    const kept = new Set(objects.map((node) => node.metadata.name));
    await Promise.all([
      ...objects
        .filter((node) => !existing.has(node.metadata.name))
        .map((node) => client.create(builtInTypes.node, node)),
      ...[...existing].filter((name) => !kept.has(name)).map((name) => client.delete(builtInTypes.node, { name })),
    ]);
  } finally {
    await client.close();
  }
}

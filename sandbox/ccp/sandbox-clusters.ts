import { createKubernetesClient } from '../../src/kubernetes/undici-client.ts';
import type { ClusterAccess } from '../../src/kubernetes/client.ts';
import type { ResourceType } from '../../src/kubernetes/object.ts';
import { startSandboxCluster } from '../cluster.ts';
import { nodeObjects, type NodeSpec } from '../nodes.ts';
import type { StartCluster } from './cluster-starter.ts';

const nodeType: ResourceType = { group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };

/** Clusters with a real control plane, for a simulated CCP to hand out. */
export const startRealCluster: StartCluster = async ({ name, directory, nodes }) => {
  const cluster = await startSandboxCluster({ name, directory, nodes });
  return {
    kubeconfig: cluster.kubeconfig,
    stop: () => cluster.stop(),
    setNodes: (wanted) => setNodes(cluster.access, wanted),
  };
};

async function setNodes(access: ClusterAccess, wanted: readonly NodeSpec[]): Promise<void> {
  const client = createKubernetesClient(access);
  try {
    const { gitVersion } = await client.version();
    const objects = nodeObjects(wanted, gitVersion);
    const existing = new Set((await client.listMetadata(nodeType)).map((node) => node.name));
    const kept = new Set(objects.map((node) => node.metadata.name));
    await Promise.all([
      ...objects.filter((node) => !existing.has(node.metadata.name)).map((node) => client.create(nodeType, node)),
      ...[...existing].filter((name) => !kept.has(name)).map((name) => client.delete(nodeType, { name })),
    ]);
  } finally {
    await client.close();
  }
}

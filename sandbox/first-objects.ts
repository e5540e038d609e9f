import { createHttpTransport } from '../src/kubernetes/http-transport.ts';
import type { ClusterAccess } from '../src/kubernetes/client.ts';
import type { KubernetesObject } from '../src/kubernetes/object.ts';
import { nodeObjects, type NodeSpec } from './nodes.ts';

/** CCP's name for the default class of its clusters. */
export const defaultStorageClass = 'standard';
export const volumeProvisioner = 'sandbox.mlanywhere.dev/volumes';

/** Creates what a cluster has before anybody uses it: its nodes and its storage class. What is there stays. */
export async function createFirstObjects(access: ClusterAccess, options: { nodes: readonly NodeSpec[]; kubernetesVersion: string }): Promise<void> {
  const transport = createHttpTransport(access);
  const create = async (path: string, object: KubernetesObject): Promise<void> => {
    const answer = await transport.send({ method: 'POST', path, body: JSON.stringify(object), contentType: 'application/json' });
    if (answer.status >= 300 && answer.status !== 409) throw new Error(`${object.kind} ${object.metadata.name}: ${answer.text}`);
  };
  try {
    await Promise.all([
      ...nodeObjects(options.nodes, options.kubernetesVersion).map((node) => create('/api/v1/nodes', node)),
      create('/apis/storage.k8s.io/v1/storageclasses', storageClass),
    ]);
  } finally {
    await transport.close();
  }
}

const storageClass: KubernetesObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: defaultStorageClass,
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true', 'sandbox.mlanywhere.dev/simulated': 'volumes' },
  },
  provisioner: volumeProvisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

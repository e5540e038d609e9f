import { builtInTypes } from '../src/kubernetes/objects/built-in-types.ts';
import { setTimeout as pause } from 'node:timers/promises';
import { createHttpTransport } from '../src/kubernetes/http/http-transport.ts';
import { createKubernetesClient } from '../src/kubernetes/create-client.ts';
import type { ClusterAccess } from '../src/kubernetes/client.ts';
import type { KubernetesObject } from '../src/kubernetes/objects/object.ts';
import { nodeObjects, type NodeSpec } from './nodes.ts';
import { hasCondition } from './simulation/world.ts';

/** The name that the simulated platform's clusters give to their default class. */
export const defaultStorageClass = 'standard';
export const volumeProvisioner = 'volumes.sandbox.mlanywhere.dev';

/** Creates what a cluster has before anybody uses it: its nodes, its storage class, and the rights of its administrator. What is there stays. */
export async function createFirstObjects(
  access: ClusterAccess,
  options: { nodes: readonly NodeSpec[]; kubernetesVersion: string },
): Promise<void> {
  const transport = createHttpTransport(access);
  const create = async (path: string, object: KubernetesObject): Promise<void> => {
    const answer = await transport.send({
      method: 'POST',
      path,
      body: JSON.stringify(object),
      contentType: 'application/json',
    });
    if (answer.status >= 300 && answer.status !== 409)
      throw new Error(`${object.kind} ${object.metadata.name}: ${answer.text}`);
  };
  try {
    await Promise.all([
      ...nodeObjects(options.nodes, options.kubernetesVersion).map((node) => create('/api/v1/nodes', node)),
      create('/apis/storage.k8s.io/v1/storageclasses', storageClass),
      create('/apis/storage.k8s.io/v1/csidrivers', csiDriver),
      create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', administrator),
    ]);
  } finally {
    await transport.close();
  }
}

/** Milliseconds: the controllers begin a second or two after the API server; a cluster whose nodes stay away is shown as it is. */
const nodesPatience = 30_000;
const nodesPause = 100;

/**
 * Waits until all nodes are ready and free of the taints that a new node has
 * until the node controller has seen it: what a platform calls a cluster that
 * is ready. Gives up silently after half a minute.
 */
export async function waitForNodes(access: ClusterAccess, specs: readonly NodeSpec[]): Promise<void> {
  const count = specs.reduce((sum, spec) => sum + spec.count, 0);
  const deadline = Date.now() + nodesPatience;
  const client = createKubernetesClient(access);
  try {
    for (;;) {
      const nodes = await client.list<SeenNode>(builtInTypes.node);
      if (nodes.filter(isUsable).length >= count || Date.now() > deadline) return;
      await pause(nodesPause);
    }
  } finally {
    await client.close();
  }
}

interface SeenNode extends KubernetesObject {
  readonly spec?: { readonly taints?: readonly { readonly key: string }[] };
}

function isUsable(node: SeenNode): boolean {
  return (
    hasCondition(node, 'Ready') && !(node.spec?.taints ?? []).some(({ key }) => key.startsWith('node.kubernetes.io/'))
  );
}

const administrator: KubernetesObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'sandbox:administrator' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'admin' }],
};

/** As block storage has it: volumes get the group of their pods. */
const csiDriver: KubernetesObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'CSIDriver',
  metadata: { name: volumeProvisioner, annotations: { 'sandbox.mlanywhere.dev/simulated': 'volumes' } },
  spec: { attachRequired: false, fsGroupPolicy: 'File' },
};

const storageClass: KubernetesObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: defaultStorageClass,
    annotations: {
      'storageclass.kubernetes.io/is-default-class': 'true',
      'sandbox.mlanywhere.dev/simulated': 'volumes',
    },
  },
  provisioner: volumeProvisioner,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

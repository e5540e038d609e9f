import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';

/** A Secret or ConfigMap by name. */
export interface Reference {
  readonly name?: string | undefined;
  readonly optional?: boolean;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly restartPolicy?: string;
  readonly env?: readonly {
    readonly valueFrom?: { readonly secretKeyRef?: Reference; readonly configMapKeyRef?: Reference };
  }[];
  readonly envFrom?: readonly { readonly secretRef?: Reference; readonly configMapRef?: Reference }[];
}

export interface PodVolume {
  readonly name: string;
  readonly secret?: { readonly secretName?: string; readonly optional?: boolean };
  readonly configMap?: Reference;
  readonly projected?: {
    readonly sources?: readonly { readonly secret?: Reference; readonly configMap?: Reference }[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly running?: object;
    readonly terminated?: object;
  };
}

/** What the simulated kubelet reads of a pod. */
export interface Pod extends KubernetesObject {
  spec: {
    nodeName?: string;
    hostNetwork?: boolean;
    serviceAccountName?: string;
    containers: Container[];
    initContainers?: Container[];
    volumes?: PodVolume[];
    readinessGates?: { conditionType: string }[];
  };
  status: {
    phase?: string;
    podIP?: string;
    conditions?: { type: string; status: string; reason?: string }[];
    containerStatuses?: ContainerStatus[];
  };
}

/** Alphabet of the hash that a Deployment puts behind its ReplicaSet's name (k8s.io/apimachinery/pkg/util/rand). */
export const templateHash = /-[bcdfghjklmnpqrstvwxz2456789]+$/;

/** The workload a pod belongs to, `namespace/name`: its Deployment rather than the ReplicaSet in between. */
export function workloadOf(pod: KubernetesObject): string {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  const name =
    owner === undefined
      ? pod.metadata.name
      : owner.kind === 'ReplicaSet'
        ? owner.name.replace(templateHash, '')
        : owner.name;
  return `${pod.metadata.namespace ?? ''}/${name}`;
}

/** Whether the pod's containers are meant to end by themselves. */
export function runsToCompletion(pod: KubernetesObject): boolean {
  return pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;
}

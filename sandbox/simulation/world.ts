import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { KindName } from './kinds.ts';

/** What the simulation has seen of the cluster. */
export interface World {
  all(kind: KindName): Iterable<KubernetesObject>;
  get(kind: KindName, name: string, namespace?: string): KubernetesObject | undefined;
}

/** `namespace/name`, or the name alone for cluster-wide objects. Also how switches name one object. */
export function objectName(object: KubernetesObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Whether a Deployment, written `namespace/name`, is available and has a pod: the moment from which its program can act. At 0 replicas Kubernetes calls it available too. */
export function isAvailable(world: World, deployment: string): boolean {
  const [namespace = '', name = ''] = deployment.split('/');
  const found = world.get('deployments', name, namespace);
  const { availableReplicas = 0 } = (found?.['status'] ?? {}) as { availableReplicas?: number };
  return found !== undefined && availableReplicas > 0 && hasCondition(found, 'Available');
}

/** Whether a status condition of this type is True. */
export function hasCondition(object: KubernetesObject, type: string): boolean {
  return conditionsOf(object).some((condition) => condition.type === type && condition.status === 'True');
}

export interface Condition {
  readonly type: string;
  readonly status: string;
}

export function conditionsOf(object: KubernetesObject): readonly Condition[] {
  return (object as { status?: { conditions?: Condition[] } }).status?.conditions ?? [];
}

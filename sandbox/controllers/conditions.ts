import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { conditionsOf, type Condition } from '../simulation/world.ts';

/** The object's conditions with one of them true now, the others kept. */
export function withCondition(object: KubernetesObject, type: string, reason: string, message: string): Condition[] {
  const { generation } = object.metadata;
  const condition = {
    type,
    status: 'True',
    reason,
    message,
    lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  return [...conditionsOf(object).filter((other) => other.type !== type), condition];
}

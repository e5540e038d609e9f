import { kindName, type PresentObject } from '../../present/read-present.ts';
import type { Stage } from '../removal.ts';
import { isDefinition } from './cluster-index.ts';
import { webhookKinds } from './services-behind.ts';

const workloads: ReadonlySet<string> = new Set([
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'replicasets.apps',
  'pods',
]);

/** By what the kind does; objects of kinds that go are judged before. */
export function stageOf(object: PresentObject): Stage {
  const kind = kindName(object.type);
  if (isDefinition(object)) return 'definitions';
  if (webhookKinds.has(kind)) return 'webhooks';
  if (workloads.has(kind)) return 'workloads';
  const isRight = object.type.group === 'rbac.authorization.k8s.io' || kind === 'serviceaccounts';
  return isRight ? 'rights' : 'objects';
}

import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { ResourceType } from '../../kubernetes/objects/object.ts';

/** Kinds that run pods: their readiness is what "ready" means to a user. */
export const workloadKinds: readonly ResourceType[] = [
  builtInTypes.deployment,
  builtInTypes.statefulSet,
  builtInTypes.daemonSet,
  builtInTypes.job,
];

/** Other kinds whose objects say by contract when they are ready; an install is complete when they are. */
export const kindsWithReadiness: ReadonlySet<string> = new Set([
  'PersistentVolumeClaim.',
  'Certificate.cert-manager.io',
  'Issuer.cert-manager.io',
  'ClusterIssuer.cert-manager.io',
  'Profile.kubeflow.org',
  'Certificate.sample.mlanywhere.dev',
  'Workspace.sample.mlanywhere.dev',
]);

/** The key used in `kindsWithReadiness`. */
export function kindKey(type: { group: string; kind: string }): string {
  return `${type.kind}.${type.group}`;
}

import type { InstalledObject } from './installed-objects.ts';

/** Kinds in the order in which they go; all others go before the programs that may have to finish them. */
const order: readonly (readonly string[])[] = [
  ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
  [],
  ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'],
  ['Service', 'NetworkPolicy'],
  ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'],
  ['ConfigMap', 'Secret', 'ServiceAccount'],
];

/** A webhook goes before the program that answers it, a custom resource before its controller, rights after those who use them: lower is earlier. */
export function rankOf({ key }: Pick<InstalledObject, 'key'>): number {
  const found = order.findIndex((kinds) => kinds.includes(key.kind));
  return found < 0 ? 1 : found;
}

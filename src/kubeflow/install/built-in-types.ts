import type { ResourceType } from '../../kubernetes/objects/object.ts';

/** The built-in kinds that an install watches. */
export const watchedTypes = {
  namespace: { group: '', version: 'v1', kind: 'Namespace', plural: 'namespaces', namespaced: false },
  secret: { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true },
  pod: { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
  event: { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true },
  claim: {
    group: '',
    version: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    namespaced: true,
  },
  deployment: { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true },
  replicaSet: { group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true },
  statefulSet: { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', namespaced: true },
  daemonSet: { group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets', namespaced: true },
  job: { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true },
  endpointSlice: {
    group: 'discovery.k8s.io',
    version: 'v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    namespaced: true,
  },
  validatingWebhooks: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind: 'ValidatingWebhookConfiguration',
    plural: 'validatingwebhookconfigurations',
    namespaced: false,
  },
  mutatingWebhooks: {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    kind: 'MutatingWebhookConfiguration',
    plural: 'mutatingwebhookconfigurations',
    namespaced: false,
  },
  customResourceDefinition: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
  },
} as const satisfies Record<string, ResourceType>;

/** Kinds that run pods: their readiness is what "ready" means to a user. */
export const workloadKinds: readonly ResourceType[] = [
  watchedTypes.deployment,
  watchedTypes.statefulSet,
  watchedTypes.daemonSet,
  watchedTypes.job,
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

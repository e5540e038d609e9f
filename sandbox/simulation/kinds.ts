import type { ResourceType } from '../../src/kubernetes/objects/object.ts';

/** A kind that the simulation watches. */
export interface WatchedKind {
  readonly type: ResourceType;
  /** Only metadata is asked for: the objects are large and their content is not needed. */
  readonly metadataOnly?: boolean;
  readonly fieldSelector?: string;
  /** Served only once this CRD exists. */
  readonly crd?: string;
}

const builtIn = (apiVersion: string, kind: string, plural: string, namespaced: boolean): ResourceType => {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return { group, version, kind, plural, namespaced };
};

const custom = (apiVersion: string, kind: string, plural: string, namespaced: boolean): WatchedKind => {
  const type = builtIn(apiVersion, kind, plural, namespaced);
  return { type, crd: `${plural}.${type.group}` };
};

/** Every kind the simulation looks at: one watch each, shared by all simulated parts. */
export const watchedKinds = {
  pods: { type: builtIn('v1', 'Pod', 'pods', true), fieldSelector: 'spec.nodeName!=' },
  services: { type: builtIn('v1', 'Service', 'services', true) },
  endpointSlices: { type: builtIn('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', true) },
  namespaces: { type: builtIn('v1', 'Namespace', 'namespaces', false) },
  secrets: { type: builtIn('v1', 'Secret', 'secrets', true), metadataOnly: true },
  configMaps: { type: builtIn('v1', 'ConfigMap', 'configmaps', true), metadataOnly: true },
  claims: { type: builtIn('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true) },
  volumes: { type: builtIn('v1', 'PersistentVolume', 'persistentvolumes', false) },
  nodes: { type: builtIn('v1', 'Node', 'nodes', false), metadataOnly: true },
  deployments: { type: builtIn('apps/v1', 'Deployment', 'deployments', true) },
  statefulSets: { type: builtIn('apps/v1', 'StatefulSet', 'statefulsets', true) },
  mutatingWebhooks: {
    type: builtIn(
      'admissionregistration.k8s.io/v1',
      'MutatingWebhookConfiguration',
      'mutatingwebhookconfigurations',
      false,
    ),
  },
  validatingWebhooks: {
    type: builtIn(
      'admissionregistration.k8s.io/v1',
      'ValidatingWebhookConfiguration',
      'validatingwebhookconfigurations',
      false,
    ),
  },
  crds: {
    type: builtIn('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false),
    metadataOnly: true,
  },
  roles: { type: builtIn('rbac.authorization.k8s.io/v1', 'Role', 'roles', true) },
  roleBindings: { type: builtIn('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', true) },
  clusterRoles: { type: builtIn('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false) },
  clusterRoleBindings: {
    type: builtIn('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', false),
  },
  certificates: custom('cert-manager.io/v1', 'Certificate', 'certificates', true),
  issuers: custom('cert-manager.io/v1', 'Issuer', 'issuers', true),
  clusterIssuers: custom('cert-manager.io/v1', 'ClusterIssuer', 'clusterissuers', false),
  profiles: custom('kubeflow.org/v1', 'Profile', 'profiles', false),
  notebooks: custom('kubeflow.org/v1', 'Notebook', 'notebooks', true),
  experiments: custom('kubeflow.org/v1beta1', 'Experiment', 'experiments', true),
  trials: custom('kubeflow.org/v1beta1', 'Trial', 'trials', true),
  inferenceServices: custom('serving.kserve.io/v1beta1', 'InferenceService', 'inferenceservices', true),
  sampleCertificates: custom('sample.mlanywhere.dev/v1', 'Certificate', 'certificates', true),
  sampleWorkspaces: custom('sample.mlanywhere.dev/v1', 'Workspace', 'workspaces', false),
} as const satisfies Record<string, WatchedKind>;

export type KindName = keyof typeof watchedKinds;

/** Kinds that only simulated Kubeflow controllers need; a plain cluster does without watching them. */
export const kubeflowKinds: readonly KindName[] = (Object.keys(watchedKinds) as KindName[]).filter(
  (name) => 'crd' in watchedKinds[name],
);

import { MlaError } from '../../../errors/error.ts';
import { keyText, parseApiVersion, type ObjectKey, type ResourceType } from '../../../kubernetes/objects/object.ts';
import type { ServedKind } from '../../release/served-kind.ts';

/** Kinds of Kubernetes itself: plural names by group, cluster-wide ones with a star. Source: Kubernetes 1.36 API reference. */
const builtInKinds: Readonly<Record<string, string>> = {
  '':
    'ConfigMap:configmaps Endpoints:endpoints Event:events LimitRange:limitranges Namespace:namespaces* Node:nodes* PersistentVolume:persistentvolumes* ' +
    'PersistentVolumeClaim:persistentvolumeclaims Pod:pods PodTemplate:podtemplates ReplicationController:replicationcontrollers ' +
    'ResourceQuota:resourcequotas Secret:secrets Service:services ServiceAccount:serviceaccounts',
  'admissionregistration.k8s.io':
    'MutatingAdmissionPolicy:mutatingadmissionpolicies* MutatingAdmissionPolicyBinding:mutatingadmissionpolicybindings* ' +
    'MutatingWebhookConfiguration:mutatingwebhookconfigurations* ValidatingAdmissionPolicy:validatingadmissionpolicies* ' +
    'ValidatingAdmissionPolicyBinding:validatingadmissionpolicybindings* ValidatingWebhookConfiguration:validatingwebhookconfigurations*',
  'apiextensions.k8s.io': 'CustomResourceDefinition:customresourcedefinitions*',
  'apiregistration.k8s.io': 'APIService:apiservices*',
  apps: 'ControllerRevision:controllerrevisions DaemonSet:daemonsets Deployment:deployments ReplicaSet:replicasets StatefulSet:statefulsets',
  autoscaling: 'HorizontalPodAutoscaler:horizontalpodautoscalers',
  batch: 'CronJob:cronjobs Job:jobs',
  'certificates.k8s.io': 'CertificateSigningRequest:certificatesigningrequests*',
  'coordination.k8s.io': 'Lease:leases',
  'discovery.k8s.io': 'EndpointSlice:endpointslices',
  'flowcontrol.apiserver.k8s.io': 'FlowSchema:flowschemas* PriorityLevelConfiguration:prioritylevelconfigurations*',
  'networking.k8s.io': 'Ingress:ingresses IngressClass:ingressclasses* NetworkPolicy:networkpolicies',
  'node.k8s.io': 'RuntimeClass:runtimeclasses*',
  policy: 'PodDisruptionBudget:poddisruptionbudgets',
  'rbac.authorization.k8s.io':
    'ClusterRole:clusterroles* ClusterRoleBinding:clusterrolebindings* Role:roles RoleBinding:rolebindings',
  'scheduling.k8s.io': 'PriorityClass:priorityclasses*',
  'storage.k8s.io':
    'CSIDriver:csidrivers* CSINode:csinodes* StorageClass:storageclasses* VolumeAttachment:volumeattachments*',
};

/** Kinds of the cluster's own definitions that an access names; preflight asks whether they are served. Source: the Gateway API's reference. */
const kindsOfTheCluster: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': 'Gateway:gateways HTTPRoute:httproutes',
};

const builtIns = new Map(
  Object.entries({ ...builtInKinds, ...kindsOfTheCluster }).flatMap(([group, kinds]) =>
    kinds.split(' ').map((entry) => {
      const [kind = '', plural = ''] = entry.split(':');
      return [`${group}/${kind}`, { plural: plural.replace('*', ''), namespaced: !plural.endsWith('*') }] as const;
    }),
  ),
);

/** Versions of Kubernetes' own kinds beside `v1`, where a cluster of today still serves them. Older ones, such as `apps/v1beta1`, no server knows. Source: Kubernetes API reference and its deprecation guide. */
const otherVersions: Readonly<Record<string, readonly string[]>> = {
  HorizontalPodAutoscaler: ['v2'],
  MutatingAdmissionPolicy: ['v1beta1'],
  MutatingAdmissionPolicyBinding: ['v1beta1'],
};

/** How kinds are served: by Kubernetes itself, or by definitions of the release. */
export class ResourceTypes {
  readonly #custom: ReadonlyMap<string, ServedKind>;

  constructor(served: Iterable<ServedKind>) {
    this.#custom = new Map([...served].map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  }

  /** The definition behind a kind; undefined for kinds of Kubernetes itself. */
  definitionOf(key: ObjectKey): ServedKind | undefined {
    return this.#custom.get(`${parseApiVersion(key.apiVersion).group}/${key.kind}`);
  }

  /** Throws `kubeflow.kindNotServed` for a kind, or a version of a kind, that nothing serves. */
  typeOf(key: ObjectKey): ResourceType {
    const { group, version } = parseApiVersion(key.apiVersion);
    const definition = this.definitionOf(key);
    const found = definition ?? builtIns.get(`${group}/${key.kind}`);
    const versions = definition?.versions ?? ['v1', ...(otherVersions[key.kind] ?? [])];
    if (found === undefined || !versions.includes(version)) {
      throw new MlaError('kubeflow.kindNotServed', { object: `${keyText(key)} (${key.apiVersion})` });
    }
    return { group, version, kind: key.kind, plural: found.plural, namespaced: found.namespaced };
  }
}

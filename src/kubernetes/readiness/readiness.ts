import { waiting, type Readiness } from '../objects/conditions.ts';
import { parseApiVersion, type KubernetesObject } from '../objects/object.ts';
import {
  apiServiceReadiness,
  conditionReadiness,
  customResourceDefinitionReadiness,
  namespaceReadiness,
  otherReadiness,
  profileReadiness,
  serviceReadiness,
  volumeClaimReadiness,
  webhookConfigurationReadiness,
} from './resource-readiness.ts';
import {
  daemonSetReadiness,
  deploymentReadiness,
  jobReadiness,
  notebookReadiness,
  podReadiness,
  replicaSetReadiness,
  statefulSetReadiness,
} from './workload-readiness.ts';

export type { Readiness } from '../objects/conditions.ts';

/** Rules by `Kind.group` (`Kind` alone for the core group), whatever the version. The same questions as kstatus (sigs.k8s.io/cli-utils) asks. */
const rules: Readonly<Record<string, (object: KubernetesObject) => Readiness>> = {
  'Deployment.apps': deploymentReadiness,
  'StatefulSet.apps': statefulSetReadiness,
  'DaemonSet.apps': daemonSetReadiness,
  'ReplicaSet.apps': replicaSetReadiness,
  'Job.batch': jobReadiness,
  Pod: podReadiness,
  PersistentVolumeClaim: volumeClaimReadiness,
  Service: serviceReadiness,
  Namespace: namespaceReadiness,
  'CustomResourceDefinition.apiextensions.k8s.io': customResourceDefinitionReadiness,
  'APIService.apiregistration.k8s.io': apiServiceReadiness,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': webhookConfigurationReadiness,
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': webhookConfigurationReadiness,
  'Certificate.cert-manager.io': conditionReadiness,
  'Issuer.cert-manager.io': conditionReadiness,
  'ClusterIssuer.cert-manager.io': conditionReadiness,
  'Profile.kubeflow.org': profileReadiness,
  'Notebook.kubeflow.org': notebookReadiness,
};

/** How far an object of a cluster is, from the object alone. */
export function readiness(object: KubernetesObject): Readiness {
  if (object.metadata.deletionTimestamp !== undefined) return waiting('it is being deleted');
  const { observedGeneration } = (object['status'] ?? {}) as { observedGeneration?: number };
  if (observedGeneration !== undefined && observedGeneration < (object.metadata.generation ?? 0))
    return waiting('its controller has not seen the last change yet');
  const { group } = parseApiVersion(object.apiVersion);
  const rule = rules[group === '' ? object.kind : `${object.kind}.${group}`] ?? otherReadiness;
  return rule(object);
}

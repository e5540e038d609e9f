import type { KubernetesObject, ObjectKey } from '../../../kubernetes/objects/object.ts';
import { findDifferences } from '../../drift/find-differences.ts';

/**
 * Fields that the API server never changes, by kind: for objects that it cannot
 * be asked about, because a webhook does not answer or takes no dry run.
 * Sources: Kubernetes API reference, apps/v1 (selector, serviceName,
 * podManagementPolicy, volumeClaimTemplates), batch/v1 (template, selector,
 * completionMode), rbac.authorization.k8s.io/v1 (roleRef), storage.k8s.io/v1
 * (provisioner, parameters, reclaimPolicy, volumeBindingMode).
 */
const fixedFields: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  Job: ['spec.template', 'spec.selector', 'spec.completionMode'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
};

export function hasFixedFields({ kind }: ObjectKey): boolean {
  return fixedFields[kind] !== undefined;
}

/** The first field that differs and cannot be changed; undefined where the object can be changed. */
export function fixedFieldOf(planned: KubernetesObject, found: KubernetesObject): string | undefined {
  return fixedFields[planned.kind]?.find((path) => {
    const [wanted, there] = [valueIn(planned, path), valueIn(found, path)];
    return (
      findDifferences(wanted, there).length > 0 ||
      (path.endsWith('selector') && findDifferences(there, wanted).length > 0)
    );
  });
}

function valueIn(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, field) => (value as Readonly<Record<string, unknown>> | undefined)?.[field], object);
}

/** Deleting such an object deletes what is in it or of it: data, namespaces, everything of a kind. It is never made again to change a field. */
export function isNeverDeleted({ kind, apiVersion }: ObjectKey): boolean {
  return (
    ['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'CustomResourceDefinition'].includes(kind) ||
    (kind === 'Profile' && apiVersion.startsWith('kubeflow.org/'))
  );
}

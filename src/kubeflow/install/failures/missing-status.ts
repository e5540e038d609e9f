import type { Trouble } from '../../../kubernetes/diagnosis/trouble.ts';
import type { KubernetesObject, ObjectKey } from '../../../kubernetes/objects/object.ts';
import type { PlannedObject } from '../../plan/plan.ts';

/** A CustomResourceDefinition, as far as it tells of status. */
interface StatusDefinition extends KubernetesObject {
  readonly spec?: {
    readonly versions?: readonly { readonly name: string; readonly subresources?: { status?: unknown } }[];
  };
}

/** The definition of a planned custom resource; undefined for kinds of Kubernetes itself. */
export function definitionKeyOf({ type }: PlannedObject): (ObjectKey & { readonly name: string }) | undefined {
  return type.group.includes('.') && !type.group.endsWith('.k8s.io')
    ? {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        name: `${type.plural}.${type.group}`,
      }
    : undefined;
}

/** Whether a definition keeps the status of a version apart, which is where controllers write it. */
export function keepsStatus(definition: StatusDefinition, version: string): boolean {
  return definition.spec?.versions?.find(({ name }) => name === version)?.subresources?.status !== undefined;
}

/** Why an object without status will never be ready: the API server answers 404 to its controller. */
export function explainMissingStatus(
  object: KubernetesObject,
  { type, key }: PlannedObject,
  definition: StatusDefinition,
): Trouble | undefined {
  if (object['status'] !== undefined || keepsStatus(definition, type.version)) return undefined;
  const { name } = definition.metadata;
  return {
    reason: 'NoStatus',
    message: `${key.kind} ${key.name} has no status: the CRD ${name} has no status subresource, so its controller cannot say that it is ready.`,
    hint: `Replace the CRD by that of the software's own release: \`kubectl get crd ${name} -o yaml\` shows the one of this cluster.`,
    severity: 'error',
    heals: false,
  };
}

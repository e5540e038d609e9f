import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';

/** The objects of a plan, as an install sends them. */
export function objectsOfPlan(plan: Plan): KubernetesObject[] {
  return plan.objects.map(({ body }) => JSON.parse(body) as KubernetesObject);
}

/** The object of a kind with this name. Throws where it is missing, as a pod that needs it does not start. */
export function objectNamed<Kind extends KubernetesObject>(
  objects: readonly KubernetesObject[],
  kind: string,
  name: string,
): Kind {
  const found = objects.find(
    (one) => one.kind === kind && [one.metadata.namespace, one.metadata.name].filter(Boolean).join('/') === name,
  );
  if (found === undefined) throw new Error(`There is no ${kind} ${name}`);
  return found as Kind;
}

/** All objects of a kind, with their spec. */
export function specsOf<Spec>(
  objects: readonly KubernetesObject[],
  kind: string,
): (KubernetesObject & { readonly spec: Spec })[] {
  return objects.filter((one) => one.kind === kind) as (KubernetesObject & { readonly spec: Spec })[];
}

import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';

/** Kinds that decide a login, beside the built-in ones. */
const meshKinds = [
  { apiVersion: 'networking.istio.io/v1', kinds: ['Gateway', 'VirtualService'] },
  { apiVersion: 'security.istio.io/v1', kinds: ['AuthorizationPolicy', 'RequestAuthentication'] },
  { apiVersion: 'kubeflow.org/v1', kinds: ['Profile'] },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kinds: ['RoleBinding'] },
] as const;

const builtIns = ['configMap', 'secret', 'service', 'deployment', 'namespace'] as const;

/** The objects of a plan, as an install sends them. */
export function objectsOfPlan(plan: Plan): KubernetesObject[] {
  return plan.objects.map(({ body }) => JSON.parse(body) as KubernetesObject);
}

/** The objects of a cluster that decide a login, as they are now. */
export async function objectsOfCluster(client: KubernetesClient): Promise<KubernetesObject[]> {
  const custom = await Promise.all(
    meshKinds.map(async ({ apiVersion, kinds }) => {
      const served = await client.discover(apiVersion);
      return served.filter(({ kind }) => kinds.some((one) => one === kind));
    }),
  );
  const types = [...builtIns.map((name) => builtInTypes[name]), ...custom.flat()];
  const lists = await Promise.all(
    types.map(async (type) => (await client.list(type)).map((object) => ({ ...object, kind: type.kind }))),
  );
  return lists.flat();
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

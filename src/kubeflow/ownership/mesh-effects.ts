import { sayCount } from '../../api/say-count.ts';
import type { KubernetesObject, ObjectMetadata } from '../../kubernetes/objects/object.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import { sayObject } from './say-object.ts';
import type { Survey } from './survey.ts';

/** Where a mesh keeps its configuration and its policies for everybody. Source: Istio, `meshConfig.rootNamespace`. */
const rootNamespace = 'istio-system';

/** What an install does to a mesh that others use, in sentences: one for its configuration, one for policies that refuse everything. */
export function meshEffects(plan: Plan, survey: Survey): string[] {
  const configuration = survey.found.find(
    ({ planned: { key }, unchanged }) =>
      !unchanged && key.kind === 'ConfigMap' && key.namespace === rootNamespace && key.name === 'istio',
  );
  const denials = plan.objects.filter(deniesEverything);
  const { namespaces, workloads } = meshUsers(plan, survey);
  const users =
    namespaces.length === 0
      ? 'every workload that joins the mesh'
      : `${sayCount(workloads, 'workload')} in ${sayCount(namespaces.length, 'namespace')} with sidecars (${namespaces.slice(0, 5).join(', ')}${namespaces.length > 5 ? ', …' : ''})`;
  return [
    ...(configuration === undefined
      ? []
      : [`The mesh configuration (ConfigMap ${rootNamespace}/istio) would be replaced.`]),
    ...denials.map(({ key }) => `${sayObject(key)} would deny all traffic of ${users}.`),
  ];
}

/** A policy for the whole mesh that allows nothing: an empty one in the root namespace. */
function deniesEverything({ key, body }: PlannedObject): boolean {
  if (key.kind !== 'AuthorizationPolicy' || key.namespace !== rootNamespace) return false;
  const { spec } = JSON.parse(body) as KubernetesObject & {
    spec?: { selector?: unknown; targetRefs?: unknown; action?: string; rules?: unknown[] };
  };
  const { selector, targetRefs, action = 'ALLOW', rules = [] } = spec ?? {};
  return selector === undefined && targetRefs === undefined && action === 'ALLOW' && rules.length === 0;
}

/** Namespaces of others that are in the mesh, and how many workloads they have. */
function meshUsers(plan: Plan, { namespaces, workloads }: Survey): { namespaces: string[]; workloads: number } {
  const planned = new Set(plan.objects.map(({ key }) => (key.kind === 'Namespace' ? key.name : key.namespace)));
  const users = namespaces.filter((one) => !planned.has(one.name) && isMeshed(one)).map(({ name }) => name);
  const names = new Set(users);
  return { namespaces: users, workloads: workloads.filter(({ namespace = '' }) => names.has(namespace)).length };
}

/** Source: Istio, namespace labels for sidecar injection and ambient mode. */
function isMeshed({ labels = {} }: ObjectMetadata): boolean {
  return (
    labels['istio-injection'] === 'enabled' ||
    labels['istio.io/rev'] !== undefined ||
    labels['istio.io/dataplane-mode'] === 'ambient'
  );
}

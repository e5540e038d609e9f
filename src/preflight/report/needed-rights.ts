import type { NeededRight } from '../../api/contract.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { ResourceType } from '../../kubernetes/objects/object.ts';
import { bodyOf, workloadsOf } from '../planned.ts';

const rbac = 'rbac.authorization.k8s.io';
const reading = ['get', 'list', 'watch'];

/** What is read beside the objects of a plan: by the checks, and to tell whether programs run. */
const alsoRead: readonly ResourceType[] = [
  builtInTypes.namespace,
  builtInTypes.node,
  builtInTypes.pod,
  builtInTypes.event,
  builtInTypes.service,
  builtInTypes.endpointSlice,
  builtInTypes.replicaSet,
  builtInTypes.claim,
  builtInTypes.volume,
  builtInTypes.quota,
  builtInTypes.limitRange,
  builtInTypes.storageClass,
  builtInTypes.csiDriver,
  builtInTypes.networkPolicy,
  builtInTypes.apiService,
  builtInTypes.customResourceDefinition,
  builtInTypes.validatingWebhooks,
  builtInTypes.mutatingWebhooks,
];

/** The rights that an installation of the plan needs, with the reason; computed from its objects alone. */
export function neededRights(plan: Plan): NeededRight[] {
  const byType = Map.groupBy(plan.objects, ({ type }) => `${type.plural}.${type.group}`);
  const written = [...byType.values()].flatMap((objects): NeededRight[] => {
    const [first] = objects;
    if (first === undefined) return [];
    const { group, plural: resource, namespaced } = first.type;
    const components = [...new Set(objects.map(({ component }) => component))];
    const where = namespaced ? [...new Set(objects.flatMap(({ key }) => key.namespace ?? []))].toSorted() : [];
    const of = `${objects.length} ${resource} of ${components.slice(0, 3).join(', ')}${components.length > 3 ? ` and ${components.length - 3} more components` : ''}`;
    return [
      { group, resource, verbs: ['create', 'patch'], namespaces: where, why: `Applies ${of}.` },
      {
        group,
        resource,
        verbs: reading,
        namespaces: [],
        why: `Tells which ${resource} exist already, and whose they are.`,
      },
    ];
  });
  const known = new Set(byType.keys());
  // Software that is yours is looked at by its programs and its configuration.
  const ofOthers = plan.foundation.length === 0 ? [] : [builtInTypes.deployment, builtInTypes.configMap];
  const read = [...alsoRead, ...ofOthers]
    .filter(({ plural, group }) => !known.has(`${plural}.${group}`))
    .map(({ group, plural: resource }): NeededRight => ({
      group,
      resource,
      verbs: reading,
      namespaces: [],
      why: 'Checks the cluster, and tells why a program does not start.',
    }));
  return [...written, ...read, ...triedPods(plan), ...handedOut(plan)].toSorted(
    (one, other) => one.group.localeCompare(other.group) || one.resource.localeCompare(other.resource),
  );
}

/** Preflight asks the API server about the pods too, which a workload makes later. */
function triedPods(plan: Plan): NeededRight[] {
  const namespaces = [...new Set(workloadsOf(plan).map(({ namespace }) => namespace))].toSorted();
  const { group, plural: resource } = builtInTypes.pod;
  return namespaces.length === 0
    ? []
    : [
        {
          group,
          resource,
          verbs: ['create'],
          namespaces,
          why: 'Asks whether the cluster admits the pods. None is made.',
        },
      ];
}

/** Who makes roles hands out rights: the API server asks for these rights, or for `escalate` and `bind`. */
function handedOut(plan: Plan): NeededRight[] {
  return (['clusterroles', 'roles'] as const).flatMap((resource): NeededRight[] => {
    const roles = plan.objects.filter(({ type }) => type.group === rbac && type.plural === resource);
    const bindings = plan.objects.filter(
      ({ type, body }) =>
        type.group === rbac &&
        type.plural.endsWith('bindings') &&
        (JSON.parse(body) as { roleRef?: { kind?: string } }).roleRef?.kind ===
          (resource === 'roles' ? 'Role' : 'ClusterRole'),
    );
    const placesOf = (objects: Plan['objects']): string[] =>
      resource === 'roles' ? [...new Set(objects.flatMap(({ key }) => key.namespace ?? []))].toSorted() : [];
    const widest = roles.filter((role) => grantsAll(bodyOf(role)['rules'])).map(({ key }) => key.name);
    return [
      ...(roles.length === 0
        ? []
        : [
            {
              group: rbac,
              resource,
              verbs: ['escalate'],
              namespaces: placesOf(roles),
              why: `Makes ${roles.length} ${resource} with the rights of Kubeflow’s controllers${widest.length === 0 ? '' : `; every right is in ${widest.join(', ')}`}. An account with all of these rights does not need escalate.`,
            },
          ]),
      ...(bindings.length === 0
        ? []
        : [
            {
              group: rbac,
              resource,
              verbs: ['bind'],
              namespaces: placesOf(bindings),
              why: `Gives them to the accounts of Kubeflow’s controllers in ${bindings.length} bindings.`,
            },
          ]),
    ];
  });
}

function grantsAll(rules: unknown): boolean {
  return (
    Array.isArray(rules) ? (rules as { verbs?: string[]; resources?: string[]; apiGroups?: string[] }[]) : []
  ).some(({ verbs = [], resources = [], apiGroups = [] }) =>
    [verbs, resources, apiGroups].every((list) => list.includes('*')),
  );
}

import { builtInTypes } from '../kubernetes/objects/built-in-types.ts';
import type { ResourceType } from '../kubernetes/objects/object.ts';
import type { KubernetesObject } from '../kubernetes/objects/object.ts';
import { podTemplateOf, type PodTemplate } from '../kubeflow/plan/requirements/pod-template.ts';
import type { Labels } from '../kubeflow/plan/requirements/label-selector.ts';
import type { Plan, PlannedObject } from '../kubeflow/plan/plan.ts';
import { type GuardedWrite } from '../kubeflow/plan/requirements/webhook.ts';

/** A workload of a plan, with the pods it makes. */
export interface PlannedWorkload {
  readonly planned: PlannedObject;
  /** `namespace/name`, as people call it. */
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly template: PodTemplate;
}

/** An object of a plan as it will be sent. */
export function bodyOf(planned: PlannedObject): KubernetesObject {
  return JSON.parse(planned.body) as KubernetesObject;
}

/** The workloads of a plan. Definitions are large and make no pods: they are not read. */
export function workloadsOf(plan: Plan): PlannedWorkload[] {
  return plan.objects.flatMap((planned) => {
    if (planned.serves !== undefined || !/^(?:Deployment|StatefulSet|DaemonSet|Job|CronJob)$/.test(planned.key.kind))
      return [];
    const object = bodyOf(planned);
    const template = podTemplateOf(object);
    const { namespace = 'default', name } = planned.key;
    return template === undefined
      ? []
      : [
          {
            planned,
            name: `${namespace}/${name}`,
            namespace,
            replicas: (object['spec'] as { replicas?: number }).replicas ?? 1,
            template,
          },
        ];
  });
}

/** The namespaces that a plan makes or puts something in. */
export function namespacesOf(plan: Plan): ReadonlySet<string> {
  return new Set(
    plan.objects.flatMap(({ key }) =>
      key.kind === 'Namespace' ? [key.name] : key.namespace === undefined ? [] : [key.namespace],
    ),
  );
}

/** A claim of a plan, or the ones that the pods of a StatefulSet get. */
export interface PlannedClaim {
  readonly namespace: string;
  /** Of a StatefulSet: the one of its first pod. */
  readonly name: string;
  readonly storage: string;
  readonly times: number;
  /** Undefined: the default class of the cluster. */
  readonly storageClass: string | undefined;
}

/** The claims of a plan, those of StatefulSets included. */
export function claimsOf(plan: Plan): PlannedClaim[] {
  return plan.objects.flatMap((planned): PlannedClaim[] => {
    const { kind, namespace = '', name } = planned.key;
    if (kind !== 'PersistentVolumeClaim' && kind !== 'StatefulSet') return [];
    const spec = bodyOf(planned)['spec'] as ClaimSpec & {
      replicas?: number;
      volumeClaimTemplates?: { metadata: { name: string }; spec: ClaimSpec }[];
    };
    const claim = (one: ClaimSpec, label: string, times: number): PlannedClaim => ({
      namespace,
      name: label,
      storage: one.resources?.requests?.storage ?? '0',
      times,
      storageClass: one.storageClassName,
    });
    if (kind === 'PersistentVolumeClaim') return [claim(spec, name, 1)];
    return (spec.volumeClaimTemplates ?? []).map((template) =>
      claim(template.spec, `${template.metadata.name}-${name}-0`, spec.replicas ?? 1),
    );
  });
}

interface ClaimSpec {
  storageClassName?: string;
  resources?: { requests?: { storage?: string } };
}

/** A write of a plan that webhooks are asked about, and whose it is. */
export interface PlannedWrite extends GuardedWrite {
  /** `namespace/name` of the workload for a pod, else of the object. */
  readonly of: string;
  readonly pod: boolean;
}

/** Every write of a plan, those of its pods included. `live` are the namespaces of the cluster. */
export function writesOf(plan: Plan, live: readonly KubernetesObject[]): PlannedWrite[] {
  const labels = namespaceLabels(plan, live);
  const versions = new Map(
    plan.objects.flatMap(({ serves }) =>
      serves === undefined ? [] : [[`${serves.kind}.${serves.group}`, serves.versions] as const],
    ),
  );
  const write = (
    type: ResourceType,
    own: Labels,
    where: { namespace: string | undefined; of: string; pod: boolean },
  ): PlannedWrite => ({
    type,
    versions: versions.get(`${type.kind}.${type.group}`) ?? [type.version],
    labels: own,
    namespaceLabels:
      where.namespace === undefined ? undefined : (labels.get(where.namespace) ?? nameLabel(where.namespace)),
    of: where.of,
    pod: where.pod,
  });
  const objects = plan.objects.map((planned) => {
    const { kind, namespace, name } = planned.key;
    const own = planned.serves === undefined ? (bodyOf(planned).metadata.labels ?? {}) : {};
    return write(planned.type, own, {
      namespace: kind === 'Namespace' ? name : namespace,
      of: `${namespace ?? ''}/${name}`,
      pod: false,
    });
  });
  const pods = workloadsOf(plan).map(({ name, namespace, template }) =>
    write(builtInTypes.pod, template.labels, { namespace, of: name, pod: true }),
  );
  return [...objects, ...pods];
}

function namespaceLabels(plan: Plan, live: readonly KubernetesObject[]): ReadonlyMap<string, Labels> {
  const labels = new Map(
    live.map(({ metadata }) => [metadata.name, { ...nameLabel(metadata.name), ...metadata.labels }]),
  );
  for (const planned of plan.objects) {
    if (planned.key.kind !== 'Namespace') continue;
    const { name } = planned.key;
    labels.set(name, { ...(labels.get(name) ?? nameLabel(name)), ...bodyOf(planned).metadata.labels });
  }
  return labels;
}

function nameLabel(name: string): Labels {
  return { 'kubernetes.io/metadata.name': name };
}

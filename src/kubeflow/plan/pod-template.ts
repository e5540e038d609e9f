import type { KubernetesObject } from '../../kubernetes/object.ts';
import type { Labels } from './label-selector.ts';

/** A container as far as plans read it. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: EnvironmentSource }[];
  readonly envFrom?: readonly { readonly configMapRef?: Reference; readonly secretRef?: Reference }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

interface Reference {
  readonly name: string;
  readonly optional?: boolean;
}

interface EnvironmentSource {
  readonly configMapKeyRef?: Reference;
  readonly secretKeyRef?: Reference;
}

interface Volume {
  readonly configMap?: Reference;
  readonly secret?: { readonly secretName: string; readonly optional?: boolean };
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly projected?: { readonly sources?: readonly { readonly configMap?: Reference; readonly secret?: Reference }[] };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly serviceAccountName?: string;
  readonly priorityClassName?: string;
}

/** The pods a workload makes. */
export interface PodTemplate {
  readonly labels: Labels;
  readonly spec: PodSpec;
}

type TemplateBody = { metadata?: { labels?: Labels }; spec: PodSpec };

/** Where each kind of workload keeps its pod template. */
const templateReaders: Readonly<Record<string, (spec: Record<string, unknown>) => unknown>> = {
  'apps/Deployment': (spec) => spec['template'],
  'apps/StatefulSet': (spec) => spec['template'],
  'apps/DaemonSet': (spec) => spec['template'],
  'batch/Job': (spec) => spec['template'],
  'batch/CronJob': (spec) => (spec['jobTemplate'] as { spec: { template: unknown } }).spec.template,
};

/** The pod template of a workload of Kubernetes itself; undefined for every other object. */
export function podTemplateOf(object: KubernetesObject): PodTemplate | undefined {
  const read = templateReaders[`${object.apiVersion.split('/')[0] ?? ''}/${object.kind}`];
  if (read === undefined) return undefined;
  const { metadata, spec } = read(object['spec'] as Record<string, unknown>) as TemplateBody;
  return { labels: metadata?.labels ?? {}, spec };
}

/** Every container of a pod, those that run first included. */
export function containersOf(template: PodTemplate): readonly Container[] {
  return [...(template.spec.initContainers ?? []), ...template.spec.containers];
}

/** What the pods of a template cannot start without, by kind and name. Optional references are left out. */
export function neededBy(template: PodTemplate): { readonly kind: string; readonly name: string }[] {
  const { spec } = template;
  const needed = new Map<string, { kind: string; name: string }>();
  const need = (kind: string, reference: Reference | undefined): void => {
    if (reference !== undefined && reference.optional !== true) needed.set(`${kind} ${reference.name}`, { kind, name: reference.name });
  };
  if (spec.serviceAccountName !== undefined) need('ServiceAccount', { name: spec.serviceAccountName });
  if (spec.priorityClassName !== undefined) need('PriorityClass', { name: spec.priorityClassName });
  for (const volume of spec.volumes ?? []) {
    need('ConfigMap', volume.configMap);
    if (volume.secret !== undefined) {
      const { secretName, optional } = volume.secret;
      need('Secret', { name: secretName, ...(optional === undefined ? {} : { optional }) });
    }
    if (volume.persistentVolumeClaim !== undefined) need('PersistentVolumeClaim', { name: volume.persistentVolumeClaim.claimName });
    for (const source of volume.projected?.sources ?? []) {
      need('ConfigMap', source.configMap);
      need('Secret', source.secret);
    }
  }
  for (const container of containersOf(template)) {
    for (const { valueFrom } of container.env ?? []) {
      need('ConfigMap', valueFrom?.configMapKeyRef);
      need('Secret', valueFrom?.secretKeyRef);
    }
    for (const { configMapRef, secretRef } of container.envFrom ?? []) {
      need('ConfigMap', configMapRef);
      need('Secret', secretRef);
    }
  }
  return [...needed.values()];
}

import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { Labels } from './label-selector.ts';

/** A container as far as plans read it. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: EnvironmentSource }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly envFrom?: readonly { readonly configMapRef?: Reference; readonly secretRef?: Reference }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
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
  readonly projected?: {
    readonly sources?: readonly { readonly configMap?: Reference; readonly secret?: Reference }[];
  };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly serviceAccountName?: string;
  readonly priorityClassName?: string;
  readonly nodeSelector?: Labels;
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

/** Something the pods of a template refer to. */
export interface Needed {
  readonly kind: string;
  readonly name: string;
}

/** What the pods of a template cannot start without, by kind and name. Optional references are left out. */
export function neededBy(template: PodTemplate): Needed[] {
  const { serviceAccountName, priorityClassName, volumes = [] } = template.spec;
  return unique([
    ...needOf('ServiceAccount', serviceAccountName),
    ...needOf('PriorityClass', priorityClassName),
    ...volumes.flatMap(({ persistentVolumeClaim }) =>
      needOf('PersistentVolumeClaim', persistentVolumeClaim?.claimName),
    ),
    ...readBy(template).filter(({ optional }) => !optional),
  ]);
}

/** The ConfigMaps and Secrets whose content the pods get as files or variables, optional ones included. Pull secrets are no content. */
export function contentOf(template: PodTemplate): Needed[] {
  return unique(readBy(template));
}

type Read = Needed & { readonly optional: boolean };

function readBy(template: PodTemplate): Read[] {
  return [...(template.spec.volumes ?? []).flatMap(readByVolume), ...containersOf(template).flatMap(readByContainer)];
}

function readByVolume({ configMap, secret, projected }: Volume): Read[] {
  return [
    ...referenceTo('ConfigMap', configMap),
    ...referenceTo('Secret', secret === undefined ? undefined : { ...secret, name: secret.secretName }),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...referenceTo('ConfigMap', source.configMap),
      ...referenceTo('Secret', source.secret),
    ]),
  ];
}

function readByContainer({ env = [], envFrom = [] }: Container): Read[] {
  return [
    ...env.flatMap(({ valueFrom }) => [
      ...referenceTo('ConfigMap', valueFrom?.configMapKeyRef),
      ...referenceTo('Secret', valueFrom?.secretKeyRef),
    ]),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...referenceTo('ConfigMap', configMapRef),
      ...referenceTo('Secret', secretRef),
    ]),
  ];
}

function referenceTo(kind: string, reference: Reference | undefined): Read[] {
  return reference === undefined ? [] : [{ kind, name: reference.name, optional: reference.optional === true }];
}

function needOf(kind: string, name: string | undefined): Needed[] {
  return name === undefined ? [] : [{ kind, name }];
}

function unique(all: readonly Needed[]): Needed[] {
  return [...new Map(all.map(({ kind, name }) => [`${kind} ${name}`, { kind, name }])).values()];
}

import type { KubernetesObject, ObjectKey } from '../../kubernetes/objects/object.ts';
import type { Labels } from './requirements/label-selector.ts';

/*
 * What controllers do once they run is written in no manifest. Each release
 * says it in a table; this reads the table.
 */

/** What the controllers of a release make out of which objects. */
export interface ControllerEffects {
  /** Groups with a kind `Certificate` (`spec.secretName`, `spec.issuerRef`) that a workload makes a Secret of. */
  readonly certificates: readonly { readonly group: string; readonly by: WorkloadName }[];
  /** Kinds that a workload makes a Namespace of. */
  readonly namespaces: readonly NamespaceMaker[];
  /** Which annotation asks which workload to fill in a CA bundle. `certificateGroup`: the value names a Certificate of this group, else a Secret. */
  readonly injections: readonly {
    readonly annotation: string;
    readonly by: WorkloadName;
    readonly certificateGroup?: string;
  }[];
  /** ConfigMaps by name that a running workload writes into every namespace. */
  readonly spreadConfigMaps: Readonly<Record<string, WorkloadName>>;
}

interface NamespaceMaker {
  readonly group: string;
  readonly kind: string;
  readonly by: WorkloadName;
  /** The field of `spec` with the namespace's name; the object's own name when absent. */
  readonly nameIn?: string;
  /** Labels of each namespace, as far as they are fixed. */
  readonly labels: Labels;
  /** The label that holds the object's name. */
  readonly nameLabel?: string;
}

/** Something a controller makes out of an object. */
export interface Effect {
  readonly kind: 'Secret' | 'Namespace';
  readonly namespace?: string;
  readonly name: string;
  /** For a Namespace: the labels it comes with, as far as they are fixed. */
  readonly labels: Labels;
  /** The workload that does it. */
  readonly by: WorkloadName;
  /** What else it needs, for example the issuer of a certificate. */
  readonly with: readonly ObjectKey[];
}

export interface WorkloadName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface CertificateSpec {
  secretName: string;
  issuerRef?: { name: string; kind?: string; group?: string };
}

/** What a controller will make out of this object; undefined for most. */
export function effectOf(object: KubernetesObject, effects: ControllerEffects): Effect | undefined {
  const group = object.apiVersion.split('/')[0] ?? '';
  if (object.kind === 'Certificate') {
    const maker = effects.certificates.find((one) => one.group === group);
    return maker && secretOf(object, maker.by);
  }
  const maker = effects.namespaces.find((one) => one.group === group && one.kind === object.kind);
  return maker && namespaceOf(object, maker);
}

function namespaceOf(object: KubernetesObject, { by, nameIn, labels, nameLabel }: NamespaceMaker): Effect {
  const { name } = object.metadata;
  const spec = object['spec'] as Readonly<Record<string, string>> | undefined;
  return {
    kind: 'Namespace',
    name: nameIn === undefined ? name : (spec?.[nameIn] ?? name),
    labels: nameLabel === undefined ? labels : { ...labels, [nameLabel]: name },
    by,
    with: [],
  };
}

function secretOf(object: KubernetesObject, by: WorkloadName): Effect {
  const { secretName, issuerRef } = object['spec'] as CertificateSpec;
  const { namespace } = object.metadata;
  const place = namespace === undefined ? {} : { namespace };
  const kind = issuerRef?.kind ?? 'Issuer';
  const issuer =
    issuerRef === undefined
      ? []
      : [{ apiVersion: 'cert-manager.io/v1', kind, name: issuerRef.name, ...(kind === 'Issuer' ? place : {}) }];
  return { kind: 'Secret', ...place, name: secretName, labels: {}, by, with: issuer };
}

/** Who fills the CA bundle of an annotated object, and the certificate it is taken from. Undefined: the webhook's own server does it. */
export function injectionOf(
  annotations: Labels,
  effects: ControllerEffects,
): { by: WorkloadName; certificate: ObjectKey | undefined } | undefined {
  for (const { annotation, by, certificateGroup } of effects.injections) {
    const [namespace, name] = annotations[annotation]?.split('/') ?? [];
    if (namespace === undefined || name === undefined) continue;
    const certificate =
      certificateGroup === undefined
        ? undefined
        : { apiVersion: `${certificateGroup}/v1`, kind: 'Certificate', namespace, name };
    return { by, certificate };
  }
  return undefined;
}

/** Labels written as `key: "value"` lines in the ConfigMap that the profile controller mounts. */
export function labelsInConfig(text: string): Labels {
  const lines = text.matchAll(/^([\w./-]+):\s*["']?([\w.-]+)["']?\s*$/gm);
  return Object.fromEntries([...lines].map(([, key = '', value = '']) => [key, value]));
}

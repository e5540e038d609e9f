import type { KubernetesObject, ObjectKey } from '../../kubernetes/objects/object.ts';
import type { Labels } from './requirements/label-selector.ts';

/*
 * What controllers do once they run is written in no manifest. This is the
 * whole of that knowledge: which controller makes what out of which object.
 */

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

const certManager: WorkloadName = { kind: 'Deployment', namespace: 'cert-manager', name: 'cert-manager' };
const certificateInjector: WorkloadName = {
  kind: 'Deployment',
  namespace: 'cert-manager',
  name: 'cert-manager-cainjector',
};
const sampleIssuer: WorkloadName = { kind: 'Deployment', namespace: 'sample-system', name: 'certificate-issuer' };
const profileController: WorkloadName = { kind: 'Deployment', namespace: 'kubeflow', name: 'profiles-deployment' };
const workspaceController: WorkloadName = {
  kind: 'Deployment',
  namespace: 'sample-system',
  name: 'workspace-controller',
};

/** Labels the profile controller gives every namespace; the rest is read from its own ConfigMap. Source: profile_controller.go. */
const profileLabels: Labels = { 'istio-injection': 'enabled', 'app.kubernetes.io/part-of': 'kubeflow-profile' };

const effectReaders: Readonly<Record<string, (object: KubernetesObject) => Effect | undefined>> = {
  'cert-manager.io/Certificate': (object) => secretOf(object, certManager),
  'sample.mlanywhere.dev/Certificate': (object) => secretOf(object, sampleIssuer),
  'kubeflow.org/Profile': (object) => ({
    kind: 'Namespace',
    name: object.metadata.name,
    labels: profileLabels,
    by: profileController,
    with: [],
  }),
  'sample.mlanywhere.dev/Workspace': (object) => ({
    kind: 'Namespace',
    name: (object['spec'] as { namespace: string }).namespace,
    labels: { 'sample.mlanywhere.dev/workspace': object.metadata.name },
    by: workspaceController,
    with: [],
  }),
};

/** What a controller will make out of this object; undefined for most. */
export function effectOf(object: KubernetesObject): Effect | undefined {
  return effectReaders[`${object.apiVersion.split('/')[0] ?? ''}/${object.kind}`]?.(object);
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

/** Which annotation asks which workload to fill in a CA bundle, and from which certificate. */
const injections: readonly { annotation: string; by: WorkloadName; certificateGroup: string | undefined }[] = [
  { annotation: 'cert-manager.io/inject-ca-from', by: certificateInjector, certificateGroup: 'cert-manager.io' },
  { annotation: 'cert-manager.io/inject-ca-from-secret', by: certificateInjector, certificateGroup: undefined },
  {
    annotation: 'sample.mlanywhere.dev/inject-ca-from',
    by: sampleIssuer,
    certificateGroup: 'sample.mlanywhere.dev',
  },
];

/** Who fills the CA bundle of an annotated object, and the certificate it is taken from. Undefined: the webhook's own server does it. */
export function injectionOf(annotations: Labels): { by: WorkloadName; certificate: ObjectKey | undefined } | undefined {
  for (const { annotation, by, certificateGroup } of injections) {
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

/** ConfigMaps that a running workload writes into every namespace. Source: istiod's namespace controller. */
export const spreadConfigMaps: Readonly<Record<string, WorkloadName>> = {
  'istio-ca-root-cert': { kind: 'Deployment', namespace: 'istio-system', name: 'istiod' },
};

/** Labels written as `key: "value"` lines in the ConfigMap that the profile controller mounts. */
export function labelsInConfig(text: string): Labels {
  const lines = text.matchAll(/^([\w./-]+):\s*["']?([\w.-]+)["']?\s*$/gm);
  return Object.fromEntries([...lines].map(([, key = '', value = '']) => [key, value]));
}

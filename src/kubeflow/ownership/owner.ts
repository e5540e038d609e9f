import type { ObjectMetadata } from '../../kubernetes/objects/object.ts';
import { installationLabel } from '../plan/marks.ts';

/**
 * Whose an object in the cluster is. `installation`: one of MLAnywhere's.
 * `tool`: somebody installed it with a tool that names itself. `program`: only
 * a program is known to have written it, as controllers do.
 */
export interface Owner {
  readonly kind: 'installation' | 'tool' | 'program';
  /** For example `Helm release certs`; of an installation its name alone. */
  readonly name: string;
}

interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
}

type Marks = Readonly<Record<string, string | undefined>>;

/** Where each tool signs what it installs. Sources: Helm 3 adoption rules; Argo CD resource tracking; Flux and kapp labels; OLM; Rancher Fleet. */
const signatures: readonly ((marks: { labels: Marks; annotations: Marks }) => string | undefined)[] = [
  ({ annotations }) => named('Argo CD application', annotations['argocd.argoproj.io/tracking-id']?.split(':')[0]),
  ({ labels }) => named('Argo CD application', labels['argocd.argoproj.io/instance']),
  ({ labels }) => named('Flux HelmRelease', labels['helm.toolkit.fluxcd.io/name']),
  ({ labels }) => named('Flux Kustomization', labels['kustomize.toolkit.fluxcd.io/name']),
  ({ annotations }) => named('Helm release', annotations['meta.helm.sh/release-name']),
  ({ labels }) => named('operator', labels['olm.owner']),
  ({ annotations }) => named('Rancher bundle', annotations['objectset.rio.cattle.io/owner-name']),
  ({ labels }) => named('kapp application', labels['kapp.k14s.io/app']),
  // istioctl writes `unknown` where no operator owns the object, and Kubeflow has copied that.
  ({ labels }) =>
    named('Istio operator', labels['install.operator.istio.io/owning-resource']?.replace(/^unknown$/, '')),
];

/** Rendered charts carry these labels too: they say something only where the plan's own object does not have the same. */
const chartLabels: readonly ((marks: { labels: Marks; planned: Marks }) => string | undefined)[] = [
  ({ labels, planned }) =>
    labels['release'] === planned['release'] ? undefined : named('Helm release', labels['release']),
  ({ labels, planned }) => (labels[managedBy] === planned[managedBy] ? undefined : labels[managedBy]),
];

const managedBy = 'app.kubernetes.io/managed-by';

/** Field managers of people and their tools; any other manager is a program that runs in the cluster. */
const tools =
  /^(kubectl|helm|argocd|kustomize|flux|terraform|pulumi|rancher|fleet|ansible|oc$|k9s|lens|python-requests|okhttp|openapi-generator)/i;

/** Whether a field manager is a person or a tool of theirs, and no program that runs in the cluster. */
export function isTool(manager: string): boolean {
  return tools.test(manager);
}

/** Whose an object is, by what its metadata says. `planned` are the labels of the plan's own object. */
export function ownerOf(metadata: ObjectMetadata, planned: Marks = {}): Owner {
  const { labels = {}, ownerReferences = [] } = metadata;
  const installation = labels[installationLabel];
  if (installation !== undefined) return { kind: 'installation', name: installation };
  const signed = signatureOf(metadata) ?? firstOf(chartLabels.map((read) => read({ labels, planned })));
  if (signed !== undefined) return { kind: 'tool', name: signed };
  const managers = managersOf(metadata);
  const tool = managers.find(isTool);
  if (tool !== undefined) return { kind: 'tool', name: sayTool(tool) };
  const [reference] = ownerReferences;
  if (reference !== undefined) return { kind: 'program', name: `${reference.kind} ${reference.name}` };
  return { kind: 'program', name: managers[0] ?? 'an unknown program' };
}

/** The tool that signed an object; undefined for all that carries no such mark. */
export function signatureOf({ labels = {}, annotations = {} }: ObjectMetadata): string | undefined {
  return firstOf(signatures.map((read) => read({ labels, annotations })));
}

function firstOf(names: readonly (string | undefined)[]): string | undefined {
  return names.find((name) => name !== undefined);
}

function named(what: string, name: string | undefined): string | undefined {
  return name === undefined || name === '' ? undefined : `${what} ${name}`;
}

/** Who wrote fields of the object itself; status is written by controllers. */
function managersOf(metadata: ObjectMetadata): string[] {
  const fields = (metadata['managedFields'] ?? []) as readonly ManagedFields[];
  return fields.flatMap(({ manager, subresource }) =>
    manager === undefined || subresource === 'status' ? [] : [manager],
  );
}

function sayTool(manager: string): string {
  if (manager.startsWith('kubectl')) return 'kubectl';
  if (manager === 'helm') return 'Helm';
  return manager;
}

import { installationSchema, type InstallationInput } from '../../../src/installation/installation.ts';
import { newDraft } from './draft.ts';
import { platformPages } from '../platforms/registry.ts';
import { withoutKey, withoutUserInfo, withoutUserInfos } from './without-secrets.ts';

const storageKey = 'mlanywhere.draft';

/**
 * What of a draft is kept for a reload, and nothing else: a field added to the
 * form later is not kept until it is added here by someone who thought about it.
 */
const keptPaths: readonly string[] = [
  'apiVersion',
  'kind',
  'metadata.name',
  'spec.cluster.platform',
  'spec.cluster.connection',
  ...Object.entries(platformPages).flatMap(([id, { kept }]) => kept.map((field) => `spec.cluster.${id}.${field}`)),
  'spec.proxy.http',
  'spec.proxy.https',
  'spec.proxy.noProxy',
  'spec.proxy.pods',
  'spec.kubeflow.release',
  'spec.kubeflow.components',
  'spec.kubeflow.user.email',
  'spec.kubeflow.registration',
  'spec.kubeflow.verify',
  'spec.kubeflow.takeOver',
  'spec.kubeflow.foundation.cert-manager',
  'spec.kubeflow.foundation.istio',
  'spec.kubeflow.foundation.knative',
  'spec.kubeflow.patches.enable',
  'spec.kubeflow.patches.disable',
  'spec.kubeflow.overrides',
  'spec.kubeflow.access.expose',
  'spec.kubeflow.access.host',
  'spec.kubeflow.access.nodePort',
  'spec.kubeflow.access.annotations',
  'spec.kubeflow.access.class',
  'spec.kubeflow.access.gateway',
  'spec.kubeflow.access.tls.from',
  'spec.kubeflow.access.tls.issuer.kind',
  'spec.kubeflow.access.tls.issuer.name',
  'spec.kubeflow.access.tls.server',
  'spec.kubeflow.access.tls.email',
  'spec.kubeflow.access.tls.http01',
  'spec.kubeflow.access.tls.dns01',
  'spec.kubeflow.access.tls.certificate',
  'spec.kubeflow.login.connectors',
  'spec.kubeflow.patches.on',
  'spec.kubeflow.patches.off',
];

/** Fields where a user may paste too much: secrets in them are not kept. */
const cleaned: Readonly<Record<string, (value: unknown) => unknown>> = {
  'spec.proxy.http': withoutUserInfo,
  'spec.proxy.https': withoutUserInfo,
  'spec.kubeflow.access.tls.certificate': withoutKey,
  'spec.kubeflow.login.connectors': withoutUserInfos,
  ...Object.fromEntries(
    Object.entries(platformPages).flatMap(([id, { cleaned: fields = {} }]) =>
      Object.entries(fields).map(([field, clean]) => [`spec.cluster.${id}.${field}`, clean] as const),
    ),
  ),
};

/** Keeps the draft for a reload of this tab. */
export function keepDraft(draft: InstallationInput): void {
  sessionStorage.setItem(storageKey, JSON.stringify(keptPart(draft)));
}

export function forgetDraft(): void {
  sessionStorage.removeItem(storageKey);
}

/** The draft of this tab; undefined when there is none, or when it is not one. */
export function keptDraft(): InstallationInput | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    return isDraft(kept) ? ofThisVersion(kept) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A draft that an older version kept, as the pages of this one can show it:
 * fields that are no more, or hold another kind of value now, begin afresh. A
 * value that is only wrong stays, for a person is in the middle of typing it.
 */
export function ofThisVersion(kept: InstallationInput): InstallationInput {
  const fresh: Record<string, unknown> = {};
  const start = newDraft(kept.spec.cluster.platform);
  const other = new Set(placesOfOtherShape(keptPart(kept)));
  const isFit = (path: string): boolean => ![...other].some((place) => path === place || path.startsWith(`${place}.`));
  for (const path of keptPaths) {
    const value = isFit(path) ? read(kept, path) : undefined;
    const chosen = value ?? read(start, path);
    if (chosen !== undefined) write(fresh, path, chosen);
  }
  if (kept.spec.kubeflow === null) write(fresh, 'spec.kubeflow', null);
  return keptPart(fresh as unknown as InstallationInput) as unknown as InstallationInput;
}

/** Paths at which a value has another type than the schema asks for. Nothing typed yet is no such place. */
function placesOfOtherShape(draft: unknown): string[] {
  const issues = installationSchema.safeParse(draft).error?.issues ?? [];
  return issues
    .filter(({ code }) => code === 'invalid_type' || code === 'invalid_union' || code === 'unrecognized_keys')
    .flatMap(({ path }) => placesAlong(draft, path.map(String)));
}

/** The place itself, unless nothing is there; inside a list the whole list. */
function placesAlong(draft: unknown, keys: readonly string[]): string[] {
  const inList = keys.findIndex((key) => /^\d+$/.test(key));
  const place = (inList === -1 ? keys : keys.slice(0, inList)).join('.');
  return read(draft, place) === undefined ? [] : [place];
}

/** The allowed part of a draft. */
export function keptPart(draft: InstallationInput): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const path of keptPaths) {
    const value = read(draft, path);
    if (value !== undefined) write(kept, path, cleaned[path]?.(value) ?? value);
  }
  const spec = (kept['spec'] ??= {}) as Record<string, unknown>;
  if (draft.spec.kubeflow === null) spec['kubeflow'] = null;
  // The platform's part is there also where none of its fields is filled in.
  if (draft.spec.cluster.platform in draft.spec.cluster)
    (spec['cluster'] as Record<string, unknown>)[draft.spec.cluster.platform] ??= {};
  return kept;
}

function isDraft(kept: unknown): kept is InstallationInput {
  return (
    Object.hasOwn(platformPages, String(read(kept, 'spec.cluster.platform'))) &&
    typeof read(kept, 'metadata.name') === 'string'
  );
}

function read(from: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      from,
    );
}

function write(into: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = into;
  for (const key of keys) place = (place[key] ??= {}) as Record<string, unknown>;
  place[last] = value;
}

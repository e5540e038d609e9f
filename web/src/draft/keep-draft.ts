import type { InstallationInput } from '../../../src/installation/installation.ts';
import { platformPages } from '../platforms/registry.ts';

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
  'spec.kubeflow.release',
  'spec.kubeflow.components',
  'spec.kubeflow.user.email',
  'spec.kubeflow.takeOver',
  'spec.kubeflow.access.expose',
];

/** Fields where a person may paste more than is asked for: what is secret in them is not kept. */
const cleaned: Readonly<Record<string, (value: unknown) => unknown>> = {
  'spec.proxy.http': withoutUserInfo,
  'spec.proxy.https': withoutUserInfo,
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
    return isDraft(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
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
  return typeof read(kept, 'spec.cluster.platform') === 'string' && typeof read(kept, 'metadata.name') === 'string';
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

function withoutUserInfo(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/\/\/[^/@]*@/, '//') : value;
}

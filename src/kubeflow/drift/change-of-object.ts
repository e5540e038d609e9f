import type { ForeignChange } from '../../api/drift.ts';
import { fieldManager } from '../../kubernetes/client.ts';
import { keyText, type KubernetesObject, type ObjectMetadata } from '../../kubernetes/objects/object.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import { asKept } from './as-kept.ts';
import { type FieldManager, type FieldPath, hasField, lostFields, pathText, valueAt } from './field-set.ts';
import { findDifferences } from './find-differences.ts';

/** Whether someone else has set or removed a field that the plan sets. */
export function hasLostFields(planned: PlannedObject, metadata: ObjectMetadata): boolean {
  return lostIn(planned, metadata).length > 0;
}

/**
 * How an object differs, because of others, from what the plan says; undefined
 * when it does not. `asSent`: the object was sent as the plan has it now. Where
 * not, a field without an owner may be new in the plan and counts for nothing.
 */
export function changeOf(given: {
  planned: PlannedObject;
  object: KubernetesObject;
  plan: Plan;
  asSent: boolean;
}): ForeignChange | undefined {
  const { planned, object } = given;
  const foreign = foreignFields(given);
  if (foreign.length === 0) return undefined;
  const culprits = othersOf(object.metadata).filter((entry) => foreign.some(({ at }) => hasField(entry.fieldsV1, at)));
  const newest = culprits.toSorted((one, other) => (one.time ?? '').localeCompare(other.time ?? '')).at(-1);
  return {
    object: keyText(planned.key),
    component: planned.component,
    what: 'changed',
    fields: foreign.map(({ path, ours, theirs }) => ({
      path,
      ...shown({ kind: planned.key.kind, path, ours, theirs }),
    })),
    ...(culprits.length === 0
      ? {}
      : { by: [...new Set(culprits.map(({ manager = 'unknown' }) => manager))].join(', ') }),
    ...(newest?.time === undefined ? {} : { at: newest.time }),
  };
}

/** The ways to the fields of an object that someone else has set to another value, or removed. */
export function foreignFieldsOf(given: Parameters<typeof changeOf>[0]): FieldPath[] {
  return foreignFields(given).map(({ at }) => at);
}

interface ForeignField {
  readonly at: FieldPath;
  readonly path: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

function foreignFields({ planned, object, plan, asSent }: Parameters<typeof changeOf>[0]): ForeignField[] {
  const said = claimsOf(planned);
  const others = othersOf(object.metadata);
  const lost = lostIn(planned, object.metadata).filter(
    (path) => asSent || others.some((entry) => hasField(entry.fieldsV1, path)),
  );
  const fields = lost.flatMap((at) =>
    findDifferences(valueAt(said, at), valueAt(object, at)).map(({ path, said: ours, is: theirs }) => ({
      at,
      path: `${pathText(at)}${path}`,
      ours,
      theirs,
    })),
  );
  return fields.filter(
    ({ at, path }) =>
      !isScaledByPlan(planned, path, plan) &&
      !isProgramsOwn({
        kind: planned.key.kind,
        path,
        writers: others.filter((entry) => hasField(entry.fieldsV1, at)),
      }),
  );
}

function othersOf(metadata: ObjectMetadata): FieldManager[] {
  // Under our name others write nothing: an upgrade patches what it cannot apply.
  return managersOf(metadata).filter(({ manager }) => manager !== fieldManager);
}

function lostIn(planned: PlannedObject, metadata: ObjectMetadata): FieldPath[] {
  return lostFields(claimsOf(planned), managersOf(metadata).find(isOurs)?.fieldsV1 ?? { '.': {} });
}

/** What the plan sets in an object, without the fields that nobody owns. */
function claimsOf(planned: PlannedObject): Record<string, unknown> {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = asKept(JSON.parse(planned.body) as KubernetesObject);
  const { name: _name, namespace: _namespace, ...marks } = metadata;
  return { metadata: marks, ...rest };
}

function managersOf(metadata: ObjectMetadata): readonly FieldManager[] {
  return (metadata['managedFields'] as readonly FieldManager[] | undefined) ?? [];
}

function isOurs({ manager, operation }: FieldManager): boolean {
  return manager === fieldManager && operation === 'Apply';
}

/** People and their tools, by the names under which they write. Programs of a cluster write under names of their own. */
const tools = /^(kubectl|helm|argocd|kustomize|kapp|terraform|pulumi|rancher|lens|k9s|curl|python|node|Mozilla)/i;

/**
 * What the program behind a webhook writes by design: its CA bundle, and in its
 * own configuration what it is asked about. Sources: istiod raises
 * `failurePolicy` when it is ready (pkg/webhooks/validation/controller), Knative
 * writes `rules` and selectors (knative.dev/pkg/webhook).
 */
function isProgramsOwn({
  kind,
  path,
  writers,
}: {
  kind: string;
  path: string;
  writers: readonly FieldManager[];
}): boolean {
  if (path.endsWith('.caBundle')) return true;
  return (
    kind.endsWith('WebhookConfiguration') &&
    path.startsWith('webhooks[') &&
    writers.length > 0 &&
    !writers.some(({ manager = '' }) => tools.test(manager))
  );
}

/** A HorizontalPodAutoscaler of the plan is meant to change the number of replicas. */
function isScaledByPlan({ key }: PlannedObject, path: string, plan: Plan): boolean {
  if (path !== 'spec.replicas') return false;
  const autoscalers = plan.objects.filter(
    (other) => other.key.kind === 'HorizontalPodAutoscaler' && other.key.namespace === key.namespace,
  );
  return autoscalers.some(({ body }) => {
    const { spec } = JSON.parse(body) as { spec?: { scaleTargetRef?: { kind?: string; name?: string } } };
    return spec?.scaleTargetRef?.kind === key.kind && spec.scaleTargetRef.name === key.name;
  });
}

/** Only values that cannot be a secret: numbers, switches and images. */
function shown({ kind, path, ours, theirs }: { kind: string; path: string; ours: unknown; theirs: unknown }): {
  ours?: string;
  theirs?: string;
} {
  if (kind === 'Secret' || kind === 'ConfigMap') return {};
  const isHarmless = (value: unknown): boolean =>
    typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && path.endsWith('.image'));
  return { ...(isHarmless(ours) && { ours: String(ours) }), ...(isHarmless(theirs) && { theirs: String(theirs) }) };
}

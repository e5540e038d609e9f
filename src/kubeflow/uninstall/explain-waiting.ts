import type { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject, ObjectMetadata } from '../../kubernetes/objects/object.ts';
import { isDefinition, isNamespace } from './judge/cluster-index.ts';
import type { RemovedObject } from './removal.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

interface Conditional extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

interface ManagedFields {
  readonly manager?: string;
  readonly fieldsV1?: { readonly 'f:metadata'?: { readonly 'f:finalizers'?: Readonly<Record<string, unknown>> } };
}

/** Conditions by which Kubernetes tells what keeps a namespace or a definition. */
const telling: ReadonlySet<string> = new Set([
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
  'Terminating',
]);

/** Said where the cluster gives no reason. */
export const beingDeleted = 'It is being deleted.';

/** Why an object is still there, in the words of the cluster. `found`: its metadata now; `refusal`: the last answer to its deletion. */
export async function explainWaiting(given: {
  readonly client: KubernetesClient;
  readonly object: RemovedObject;
  readonly found: ObjectMetadata;
  readonly refusal: MlaError | undefined;
  readonly signal: AbortSignal;
}): Promise<string> {
  const { client, object, found, refusal, signal } = given;
  if (found.deletionTimestamp === undefined) return sayUndeleted(object, { found, refusal });
  const told = isNamespace(object) || isDefinition(object) ? await readConditions({ client, object, signal }) : [];
  if (told.length > 0) return `Kubernetes says: ${told.join(' ')}`;
  const { finalizers = [] } = found;
  return finalizers.length > 0 ? sayFinalizers(finalizers, found) : beingDeleted;
}

function sayUndeleted(
  { follows }: RemovedObject,
  { found, refusal }: { readonly found: ObjectMetadata; readonly refusal: MlaError | undefined },
): string {
  if (refusal !== undefined) return sayRefusal(refusal);
  const [owner] = found.ownerReferences ?? [];
  if (follows !== true || owner === undefined) return 'Its deletion is not accepted yet.';
  return `Kubernetes deletes it after its owner ${owner.kind} ${owner.name}.`;
}

async function readConditions({
  client,
  object: { type, metadata },
  signal,
}: {
  readonly client: KubernetesClient;
  readonly object: RemovedObject;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const whole = await client.get<Conditional>(type, { name: metadata.name }, { signal });
  return (whole?.status?.conditions ?? [])
    .filter(({ type: said, status, message = '' }) => telling.has(said) && status === 'True' && message !== '')
    .map(({ message = '' }) => message);
}

function sayRefusal({ key, message, details }: MlaError): string {
  if (key !== 'kubernetes.webhookUnreachable') return message;
  return `The webhook ${String(details['webhook'])} must allow the deletion, and it does not answer: ${String(details['reason'])}.`;
}

/** The field managers that set a finalizer of an object. */
export function finalizersSetBy({ managedFields }: ObjectMetadata, finalizer: string): string[] {
  return ((managedFields ?? []) as readonly ManagedFields[])
    .filter(({ fieldsV1 }) => fieldsV1?.['f:metadata']?.['f:finalizers']?.[`v:"${finalizer}"`] !== undefined)
    .flatMap(({ manager }) => manager ?? []);
}

function sayFinalizers(finalizers: readonly string[], metadata: ObjectMetadata): string {
  const setters = finalizers.flatMap((finalizer) => finalizersSetBy(metadata, finalizer));
  const by = setters.length === 0 ? '' : `, set by ${[...new Set(setters)].join(' and ')}`;
  const [names, program] = [finalizers.join(', '), finalizers.length === 1 ? 'its program' : 'their programs'];
  return `It has the ${finalizers.length === 1 ? 'finalizer' : 'finalizers'} ${names}${by}: it stays until ${program} has cleaned up.`;
}

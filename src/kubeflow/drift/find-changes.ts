import type { ForeignChange } from '../../api/drift.ts';
import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type KubernetesObject, type ObjectMetadata } from '../../kubernetes/objects/object.ts';
import { type Listed, unlistable } from '../install/find-unchanged.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import { changeOf, hasLostFields } from './change-of-object.ts';
import { hashAnnotation } from '../plan/marks.ts';

/** What others have changed or removed, by position in the plan. */
export type Changes = ReadonlyMap<number, ForeignChange>;

interface LookRequest {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  /** What is there. */
  readonly listed: Listed;
  /** Objects (by `keyText`) that were sent before and so have to be there. */
  readonly sentBefore: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** How many objects are read at the same time. */
const readsAtOnce = 16;

/**
 * What others have changed in objects that we sent, and which of them they
 * removed. The metadata tells where to look: our entry in `managedFields` has
 * lost a field that the plan sets. Only those objects are read.
 */
export async function findChanges({ client, plan, listed, sentBefore, signal }: LookRequest): Promise<Changes> {
  const suspects = plan.objects.flatMap((planned, position): Suspect[] => {
    const metadata = listed.get(position);
    if (metadata === undefined) return sentBefore.has(keyText(planned.key)) ? [{ position, planned, metadata }] : [];
    return hasLostFields(planned, metadata) ? [{ position, planned, metadata }] : [];
  });
  const changes: [number, ForeignChange][] = [];
  for (let first = 0; first < suspects.length; first += readsAtOnce) {
    await Promise.all(
      suspects.slice(first, first + readsAtOnce).map(async ({ position, planned, metadata }) => {
        const object = await client.get<KubernetesObject>(planned.type, planned.key, { signal }).catch(unreadable);
        const change = object === 'unreadable' ? undefined : judge(planned, metadata, object, plan);
        if (change !== undefined) changes.push([position, change]);
      }),
    );
  }
  return new Map(changes.sort(([one], [other]) => one - other));
}

/** Nothing is known of a kind whose definition has to come first. */
function unreadable(error: unknown): 'unreadable' {
  if (error instanceof MlaError && unlistable.has(error.key)) return 'unreadable';
  throw error;
}

interface Suspect {
  readonly position: number;
  readonly planned: PlannedObject;
  readonly metadata: ObjectMetadata | undefined;
}

/** Kubernetes removes such a Job some time after it has finished. */
function endsByItself({ key, body }: PlannedObject): boolean {
  return key.kind === 'Job' && body.includes('"ttlSecondsAfterFinished":');
}

function judge(
  planned: PlannedObject,
  metadata: ObjectMetadata | undefined,
  object: KubernetesObject | undefined,
  plan: Plan,
): ForeignChange | undefined {
  const gone = object === undefined || object.metadata.deletionTimestamp !== undefined;
  if (gone)
    return metadata === undefined && !endsByItself(planned)
      ? { object: keyText(planned.key), component: planned.component, what: 'removed', fields: [] }
      : undefined;
  const asSent = object.metadata.annotations?.[hashAnnotation] === planned.hash;
  return changeOf({ planned, object, plan, asSent });
}

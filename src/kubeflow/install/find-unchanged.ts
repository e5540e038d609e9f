import { MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { ObjectMetadata } from '../../kubernetes/objects/object.ts';
import type { Plan } from '../plan/plan.ts';
import { installationLabel, hashAnnotation } from '../plan/marks.ts';

/** Metadata of the objects of a plan that are in a cluster and carry the installation's label, by position in the plan. */
export type Listed = ReadonlyMap<number, ObjectMetadata>;

export interface ListRequest {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly installation: string;
  readonly signal: AbortSignal;
}

/** One metadata-only list per kind instead of one request per object. */
export async function listPlanned({ client, plan, installation, signal }: ListRequest): Promise<Listed> {
  const served = new Set((await client.discoverAll({ signal })).map(typeText));
  const types = new Map(plan.objects.map((object) => [typeText(object.type), object.type]));
  const brought = new Set(plan.objects.flatMap(({ serves }) => (serves === undefined ? [] : [typeText(serves)])));

  const found = new Map<string, ObjectMetadata>();
  await Promise.all(
    [...types.values()]
      .filter((type) => served.has(typeText(type)))
      .map(async (type) => {
        const listed = await client
          .listMetadata(type, { signal, labelSelector: `${installationLabel}=${installation}` })
          .catch((error: unknown) => noneYet(error, brought.has(typeText(type))));
        for (const metadata of listed) {
          if (metadata.deletionTimestamp === undefined)
            found.set(`${typeText(type)} ${metadata.namespace ?? ''}/${metadata.name}`, metadata);
        }
      }),
  );

  return new Map(
    plan.objects.flatMap(({ type, key }, position) => {
      const metadata = found.get(`${typeText(type)} ${key.namespace ?? ''}/${key.name}`);
      return metadata === undefined ? [] : [[position, metadata] as const];
    }),
  );
}

/**
 * Positions of objects that were already sent exactly as planned. Later changes
 * by others do not show here, because the annotation stays.
 */
export function unchangedIn(listed: Listed, plan: Plan): ReadonlySet<number> {
  return new Set(
    [...listed]
      .filter(([position, { annotations }]) => annotations?.[hashAnnotation] === plan.objects[position]?.hash)
      .map(([position]) => position),
  );
}

/**
 * A kind that is served only in other versions, or whose conversion webhook is
 * gone, cannot be listed before the plan has sent its own definition. Existing
 * objects of it are sent again.
 */
function noneYet(error: unknown, brought: boolean): never[] {
  if (brought && error instanceof MlaError && unlistable.has(error.key)) return [];
  throw error;
}

/** Errors that mean that a kind's definition must come first. */
export const unlistable: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'kubernetes.kindUnknown',
  'kubernetes.notFound',
  'kubernetes.conversionUnreachable',
]);

/** Kind and group without version: discovery names the preferred version, a plan the one its object is written in. */
function typeText(type: { readonly kind: string; readonly group: string }): string {
  return `${type.kind}.${type.group}`;
}

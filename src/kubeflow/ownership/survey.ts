import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { isError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import {
  apiVersionOf,
  type KubernetesObject,
  type ObjectMetadata,
  type ResourceType,
} from '../../kubernetes/objects/object.ts';
import { splitMetadata } from '../plan/object-text.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import { ownerOf, type Owner } from './owner.ts';
import { installationLabel, hashAnnotation } from '../plan/marks.ts';

/** An object of the plan that the cluster has already. */
export interface Found {
  /** In `Plan.objects`. */
  readonly position: number;
  readonly planned: PlannedObject;
  readonly metadata: ObjectMetadata;
  readonly owner: Owner;
  /** Whether it is as this plan would send it, by the hash it was sent with. */
  readonly unchanged: boolean;
  /** All of it: of workloads and definitions that are not `unchanged`. */
  readonly object?: KubernetesObject;
}

/** What a cluster has of a plan, and who else lives there. */
export interface Survey {
  readonly found: readonly Found[];
  readonly namespaces: readonly ObjectMetadata[];
  /** Deployments, StatefulSets and DaemonSets of the whole cluster, as far as the plan has such. */
  readonly workloads: readonly ObjectMetadata[];
  /** Claims of the whole cluster. */
  readonly claims: readonly ObjectMetadata[];
}

const workloadKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Custom resources that cannot be listed are not known to be there: what is wrong with their kind is told elsewhere. */
const unlisted: readonly ErrorKey[] = [
  'kubernetes.notFound',
  'kubernetes.webhookUnreachable',
  'kubernetes.conversionUnreachable',
  'kubernetes.notAllowed',
  'kubernetes.serverFault',
];

/** Looks what the cluster has of a plan: one list of metadata for each kind, and all of those workloads and definitions that an install would change. */
export async function surveyCluster({
  client,
  plan,
  signal,
}: {
  client: KubernetesClient;
  plan: Plan;
  signal: AbortSignal;
}): Promise<Survey> {
  const definitions = await client.listMetadata(builtInTypes.customResourceDefinition, { signal });
  const present = new Set(definitions.map(({ name }) => name));
  const custom = new Set([
    ...plan.objects.flatMap(({ key }) => (key.kind === builtInTypes.customResourceDefinition.kind ? key.name : [])),
    ...plan.foundation.flatMap(({ kinds }) => kinds.map(({ definition }) => definition)),
  ]);
  const isCustom = (type: ResourceType): boolean => custom.has(`${type.plural}.${type.group}`);

  const lists = new Map<string, readonly ObjectMetadata[]>([
    [kindText(builtInTypes.customResourceDefinition), definitions],
  ]);
  const asked = new Map(
    [...plan.objects.map(({ type }) => type), builtInTypes.namespace, builtInTypes.claim].map((type) => [
      kindText(type),
      type,
    ]),
  );
  await Promise.all(
    [...asked].map(async ([kind, type]) => {
      if (lists.has(kind) || (isCustom(type) && !present.has(`${type.plural}.${type.group}`))) return;
      lists.set(kind, await listMetadata(client, type, { signal, mayFail: isCustom(type) }));
    }),
  );

  const byPlace = new Map(
    [...lists].map(([kind, items]) => [kind, new Map(items.map((item) => [placeOf(item), item]))]),
  );
  const found = await Promise.all(
    plan.objects.map(async (planned, position): Promise<Found | undefined> => {
      const metadata = byPlace.get(kindText(planned.type))?.get(placeOf(planned.key));
      if (metadata === undefined) return undefined;
      const labels = splitMetadata(planned.body).metadata.labels ?? {};
      const owner = ownerOf(metadata, labels);
      const unchanged =
        owner.kind === 'installation' &&
        owner.name === labels[installationLabel] &&
        metadata.annotations?.[hashAnnotation] === planned.hash;
      const found: Found = { position, planned, metadata, owner, unchanged };
      if (
        unchanged ||
        !(workloadKinds.has(planned.key.kind) || planned.key.kind === builtInTypes.customResourceDefinition.kind)
      )
        return found;
      const object = await client.get(planned.type, planned.key, { signal });
      return object === undefined ? undefined : { ...found, object };
    }),
  );
  return {
    found: found.filter((one) => one !== undefined),
    namespaces: lists.get(kindText(builtInTypes.namespace)) ?? [],
    workloads: [...asked].flatMap(([kind, type]) => (workloadKinds.has(type.kind) ? (lists.get(kind) ?? []) : [])),
    claims: lists.get(kindText(builtInTypes.claim)) ?? [],
  };
}

async function listMetadata(
  client: KubernetesClient,
  type: ResourceType,
  { signal, mayFail }: { signal: AbortSignal; mayFail: boolean },
): Promise<readonly ObjectMetadata[]> {
  try {
    return await client.listMetadata(type, { signal });
  } catch (thrown) {
    // No object is of a kind that is not served, such as a Gateway where nobody installed the Gateway API.
    if (isError(thrown, 'kubernetes.kindUnknown', ...(mayFail ? unlisted : []))) return [];
    throw thrown;
  }
}

function kindText(type: ResourceType): string {
  return apiVersionOf({ group: type.group, version: type.kind });
}

function placeOf({ namespace, name }: { namespace?: string; name: string }): string {
  return `${namespace ?? ''}/${name}`;
}

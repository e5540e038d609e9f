import { MlaError } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { kubernetesCodes as codes } from '../../kubernetes/error-codes.ts';
import type { Plan } from '../plan/plan.ts';

/** Written by the planner on each object: the digest of what was sent. */
export const hashAnnotation = 'mlanywhere.dev/hash';
/** Written by the planner on each object: whose installation it is part of. */
export const installationLabel = 'mlanywhere.dev/installation';

/**
 * Positions of objects that the cluster already has as planned: one
 * metadata-only list per kind instead of one request per object. What someone
 * else changed after us is not seen here, because the annotation stays; that
 * is the business of drift detection.
 */
export async function findUnchanged(options: {
  client: KubernetesClient;
  plan: Plan;
  installation: string;
  signal: AbortSignal;
}): Promise<ReadonlySet<number>> {
  const { client, plan, installation, signal } = options;
  const served = new Set((await client.discoverAll({ signal })).map(typeText));
  const types = new Map(plan.objects.map((object) => [typeText(object.type), object.type]));
  const brought = new Set(plan.objects.flatMap(({ serves }) => (serves === undefined ? [] : [typeText(serves)])));

  const hashes = new Map<string, string>();
  await Promise.all(
    [...types.values()]
      .filter((type) => served.has(typeText(type)))
      .map(async (type) => {
        const listed = await client.listMetadata(type, { signal, labelSelector: `${installationLabel}=${installation}` }).catch((error: unknown) => noneYet(error, brought.has(typeText(type))));
        for (const metadata of listed) {
          const hash = metadata.annotations?.[hashAnnotation];
          if (hash !== undefined && metadata.deletionTimestamp === undefined) hashes.set(`${typeText(type)} ${metadata.namespace ?? ''}/${metadata.name}`, hash);
        }
      }),
  );

  const unchanged = new Set<number>();
  plan.objects.forEach((object, position) => {
    const { namespace, name } = object.key;
    if (hashes.get(`${typeText(object.type)} ${namespace ?? ''}/${name}`) === object.hash) unchanged.add(position);
  });
  return unchanged;
}

/**
 * A kind that is served in other versions only, or whose conversion webhook is
 * gone, cannot be listed before the plan has brought its own definition: what
 * is there of it is sent again.
 */
function noneYet(error: unknown, brought: boolean): never[] {
  if (brought && error instanceof MlaError && unlistable.has(error.code)) return [];
  throw error;
}

const unlistable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([codes.kindUnknown, codes.notFound, codes.conversionUnreachable]);

/** Kind and group without version: discovery names the preferred version, a plan the one its object is written in. */
function typeText(type: { readonly kind: string; readonly group: string }): string {
  return `${type.kind}.${type.group}`;
}

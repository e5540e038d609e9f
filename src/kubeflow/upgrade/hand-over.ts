import { isDeepStrictEqual } from 'node:util';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { hashAnnotation } from '../plan/marks.ts';
import type { PlannedObject } from '../plan/plan.ts';
import { shareRoutes } from './compute/passing-paths.ts';
import type { HttpRoute, VirtualService } from './compute/routes.ts';
import type { Preparation } from './work.ts';

interface HandOverParts {
  readonly client: KubernetesClient;
  /** The VirtualService that goes. */
  readonly old: Pick<Preparation, 'type' | 'key'>;
  /** The one that takes over its paths. */
  readonly planned: PlannedObject;
  readonly signal: AbortSignal;
}

/**
 * Passes paths from one VirtualService to another, make before break: the old
 * one leads to the new place, the new one comes, the old one goes. There is a
 * claim on each path at each moment, and two only while both lead to the same
 * place. Can be repeated after an interruption at any point. False where the
 * old one is gone already.
 */
export async function handOver({ client, old: { type, key }, planned, signal }: HandOverParts): Promise<boolean> {
  const old = await client.get<KubernetesObject>(type, key, { signal });
  if (old === undefined) return false;
  const { during, after } = shareRoutes(old, JSON.parse(planned.body) as KubernetesObject);
  const setHttp = (http: readonly HttpRoute[]): Promise<unknown> =>
    client.mergePatch(
      type,
      key,
      // Without its hash, a later install of its release sends it again.
      { metadata: { annotations: { [hashAnnotation]: null } }, spec: { http } },
      { signal },
    );
  // Half done before: an attempt that dies after each write comes further each time.
  if (!isDeepStrictEqual((old as VirtualService).spec?.http, during)) await setHttp(during);
  await client.apply({ key: planned.key, type: planned.type, body: planned.body, signal });
  if (after.length > 0) await setHttp(after);
  else await client.delete(type, key, { signal });
  return true;
}

import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import { installationLabel } from '../plan/marks.ts';
import { addedObjects } from '../plan/additions/additions.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Removes what earlier plans added, for their access or their login, and the new plan does not have, the latest first:
 * nothing leads to Kubeflow by a way that was taken back. Objects of others stay. Returns what it removed.
 */
export async function removeStaleAccess(request: {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  /** The plan as it was last installed, and those that failed since then. */
  readonly earlier: readonly Plan[];
  readonly installation: string;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const { client, plan, earlier, installation, signal } = request;
  const planned = new Set(plan.objects.map(({ key }) => keyText(key)));
  const added = new Map(earlier.flatMap(addedObjects).map((object) => [keyText(object.key), object]));
  const stale = [...added].filter(([key]) => !planned.has(key)).map(([, object]) => object);
  const removed: string[] = [];
  for (const { type, key } of stale.toReversed()) {
    // A kind that is not served answers as an object that is not there.
    const found = await client.get(type, key, { signal });
    if (found?.metadata.labels?.[installationLabel] !== installation) continue;
    if (await client.delete(type, key, { signal })) removed.push(keyText(key));
  }
  return removed;
}

import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import { installationLabel } from '../plan/marks.ts';
import type { Plan } from '../plan/plan.ts';
import { addedObjects } from './added-items.ts';

/**
 * Removes what the last installed plan added for its access and the new plan does not have, the latest first: nothing
 * leads to Kubeflow by a way that was taken back. Objects of others stay. Returns what it removed.
 */
export async function removeStaleAccess(request: {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  /** The plan as it was last installed; undefined where there was none. */
  readonly before: Plan | undefined;
  readonly installation: string;
  readonly signal: AbortSignal;
}): Promise<string[]> {
  const { client, plan, before, installation, signal } = request;
  const planned = new Set(plan.objects.map(({ key }) => keyText(key)));
  const stale = (before === undefined ? [] : addedObjects(before)).filter(({ key }) => !planned.has(keyText(key)));
  const removed: string[] = [];
  for (const { type, key } of stale.toReversed()) {
    // A kind that is not served answers as an object that is not there.
    const found = await client.get(type, key, { signal });
    if (found?.metadata.labels?.[installationLabel] !== installation) continue;
    if (await client.delete(type, key, { signal })) removed.push(keyText(key));
  }
  return removed;
}

import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { foreignFieldsOf, hasLostFields } from '../drift/change-of-object.ts';
import { setAt, valueAt } from '../drift/field-set.ts';
import type { Plan } from '../plan/plan.ts';
import type { UpgradeFacts } from './compute/upgrade-facts.ts';
import type { UpgradeWork } from './work.ts';

/**
 * The plan without the fields that others have set, so that they keep them. An
 * object that is made again gets their values, because nobody owns a field of
 * an object that is not there.
 */
export async function keepSettings(
  plan: Plan,
  given: {
    readonly client: KubernetesClient;
    readonly facts: UpgradeFacts;
    readonly before: UpgradeWork['before'];
    readonly signal: AbortSignal;
  },
): Promise<Plan> {
  const { client, facts, before, signal } = given;
  const suspects = facts.survey.found.filter(
    ({ planned, metadata, unchanged }) => !unchanged && hasLostFields(planned, metadata),
  );
  const bodies = new Map<number, string>();
  for (const { position } of suspects) {
    const planned = plan.objects[position];
    if (planned === undefined) continue;
    const object = await client.get<KubernetesObject>(planned.type, planned.key, { signal });
    if (object === undefined) continue;
    const madeAgain = before.get(keyText(planned.key))?.some(({ verb }) => verb === 'recreate') === true;
    const body = JSON.parse(planned.body) as KubernetesObject;
    for (const path of foreignFieldsOf({ planned, object, plan, asSent: false }))
      setAt(body, path, madeAgain ? valueAt(object, path) : undefined);
    bodies.set(position, JSON.stringify(body));
  }
  return {
    ...plan,
    objects: plan.objects.map((object, position) => ({ ...object, body: bodies.get(position) ?? object.body })),
  };
}

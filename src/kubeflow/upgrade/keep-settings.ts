import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText, type KubernetesObject } from '../../kubernetes/objects/object.ts';
import { foreignFieldsOf, hasLostFields } from '../drift/change-of-object.ts';
import { setAt, valueAt } from '../drift/field-set.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import type { UpgradeFacts } from './compute/upgrade-facts.ts';
import {
  loadSettings,
  saveSettings,
  type KeptField,
  type KeptSettings,
  type SettingsRecord,
} from './settings-record.ts';
import type { UpgradeWork } from './work.ts';

interface Keeping {
  readonly client: KubernetesClient;
  readonly facts: UpgradeFacts;
  readonly before: UpgradeWork['before'];
  readonly record: SettingsRecord;
  readonly signal: AbortSignal;
}

/**
 * The plan without the fields that others have set, so that they keep them. An
 * object that is made again gets their values, because nobody owns a field of
 * an object that is not there. These values are recorded before anything is
 * deleted: an attempt that finds the object deleted takes them from the record.
 */
export async function keepSettings(plan: Plan, keeping: Keeping): Promise<Plan> {
  const { facts, before, record } = keeping;
  const set = await readSet(plan, keeping);
  const madeAgain = new Map(
    [...set].filter(([object]) => before.get(object)?.some(({ verb }) => verb === 'recreate') === true),
  );
  const deleted = await readDeleted(plan, facts, record);
  await saveSettings(record, new Map([...madeAgain, ...deleted]));
  return {
    ...plan,
    objects: plan.objects.map((planned) => {
      const object = keyText(planned.key);
      const values = madeAgain.get(object) ?? deleted.get(object);
      const fields = values ?? set.get(object)?.map(({ path }): KeptField => ({ path }));
      return fields === undefined ? planned : { ...planned, body: bodyWith(planned, fields) };
    }),
  };
}

/** What others have set on objects that are in the cluster. */
async function readSet(plan: Plan, { client, facts, signal }: Keeping): Promise<KeptSettings> {
  const suspects = facts.survey.found.filter(
    ({ planned, metadata, unchanged }) => !unchanged && hasLostFields(planned, metadata),
  );
  const set = new Map<string, readonly KeptField[]>();
  for (const { position } of suspects) {
    const planned = plan.objects[position];
    if (planned === undefined) continue;
    const object = await client.get<KubernetesObject>(planned.type, planned.key, { signal });
    if (object === undefined) continue;
    const paths = foreignFieldsOf({ planned, object, plan, asSent: false });
    set.set(
      keyText(planned.key),
      paths.map((path) => ({ path, value: valueAt(object, path) })),
    );
  }
  return set;
}

/** What others had set on objects that an earlier attempt has deleted and not made again. */
async function readDeleted(plan: Plan, { survey }: UpgradeFacts, record: SettingsRecord): Promise<KeptSettings> {
  const there = new Set(survey.found.map(({ position }) => position));
  const gone = new Set(plan.objects.filter((_, position) => !there.has(position)).map(({ key }) => keyText(key)));
  return new Map([...(await loadSettings(record))].filter(([object]) => gone.has(object)));
}

function bodyWith({ body }: PlannedObject, fields: readonly KeptField[]): string {
  const object = JSON.parse(body) as KubernetesObject;
  for (const { path, value } of fields) setAt(object, path, value);
  return JSON.stringify(object);
}
